import type { CatalogueView, FxRate } from '@suanpan/catalogue';
import type { Choice } from './choice.ts';

// The catalogue hands out the same array for the same content, so that the array stands for it.
const series = new WeakMap<readonly FxRate[], ReadonlyMap<string, readonly FxRate[]>>();

/**
 * The rate of a named series that converts one currency to another at an instant: the last one that starts at or before it. Only
 * what is written counts: no rate is turned round, and none is put together from two. Two that start alike contend.
 */
export function fxRateAt(
  view: Pick<CatalogueView, 'under'>,
  name: string,
  base: string,
  quote: string,
  instant: number,
): Choice<FxRate> {
  const dated = datedRates(view.under('fxRate', name)).get(pairOf(base, quote)) ?? [];
  let low = 0;
  let high = dated.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((dated[middle] as FxRate).from <= instant) low = middle + 1;
    else high = middle;
  }
  const found = dated[low - 1];
  if (found === undefined) return {};
  const rival = dated[low - 2];
  return rival?.from === found.from ? { contenders: [rival.id, found.id] } : { found };
}

function datedRates(rates: readonly FxRate[]): ReadonlyMap<string, readonly FxRate[]> {
  let byPair = series.get(rates);
  if (byPair === undefined) {
    byPair = Map.groupBy(
      rates.toSorted((a, b) => a.from - b.from),
      ({ base, quote }) => pairOf(base, quote),
    );
    series.set(rates, byPair);
  }
  return byPair;
}

function pairOf(base: string, quote: string): string {
  return `${base}/${quote}`;
}
