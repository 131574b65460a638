import { type Exact, quantiseExact, times } from '@suanpan/money';
import { exactOfMicro, smaller } from './quantity.ts';
import type { ReadyBand } from './ready-component.ts';

/** A part of a quantity that falls into one band. */
export interface BandSlice {
  /** From 0. */
  readonly band: number;
  /** How much of the band lies below the part, in millionths. */
  readonly start: bigint;
  readonly micro: bigint;
}

/** The band that a total has reached: the first that does not end below it. */
export function bandAt(bands: readonly ReadyBand[], total: bigint): number {
  const found = bands.findIndex(({ upTo }) => upTo === undefined || total <= upTo);
  return found < 0 ? bands.length - 1 : found;
}

/** Cuts a quantity that begins above `from` at the ends of bands, lowest first. */
export function sliceBands(bands: readonly ReadyBand[], from: bigint, micro: bigint): readonly BandSlice[] {
  const slices: BandSlice[] = [];
  const end = from + micro;
  let low = 0n;
  for (const [band, { upTo }] of bands.entries()) {
    const high = upTo ?? end;
    const start = from > low ? from : low;
    const stop = smaller(end, high);
    if (stop > start) slices.push({ band, start: start - low, micro: stop - start });
    low = high;
  }
  return slices;
}

/**
 * What a part of a band costs at a price, as a difference of quantised sums: so parts add up to the quantised cost of the
 * whole, wherever they were cut.
 */
export function stepCost(start: bigint, micro: bigint, price: Exact): bigint {
  return costOf(start + micro, price) - costOf(start, price);
}

function costOf(micro: bigint, price: Exact): bigint {
  return quantiseExact(times(exactOfMicro(micro), price));
}
