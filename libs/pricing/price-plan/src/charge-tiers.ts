import type { Uncharged } from '@suanpan/charging';
import type { Leaf } from '@suanpan/facts';
import { EXACT_ONE, type Exact, exactOfAtto, plus, quantiseExact, times } from '@suanpan/money';
import { bandAt, sliceBands, stepCost } from './bands.ts';
import type { ComponentLine } from './component-line.ts';
import { useCounter } from './counter-names.ts';
import { type Factor, productOf } from './entry-draft.ts';
import { type ListPrice, listFactors } from './list-prices.ts';
import { multipliersOf } from './multipliers.ts';
import type { PlanScene } from './plan-scene.ts';
import { exactOfMicro, MICRO_PER_UNIT } from './quantity.ts';
import type { TiersComponent } from './ready-component.ts';
import { type Filled, TierState } from './tier-state.ts';

/** A quantity that a component takes. */
export interface Taken {
  readonly leaf: Leaf;
  readonly micro: bigint;
}

/** Charges a quantity of each leaf by the tiers, from where the period stands, and moves the period on. */
export function chargeTiers(
  scene: PlanScene,
  component: TiersComponent,
  taken: readonly Taken[],
  listOf: (leaf: Leaf) => ListPrice | undefined,
): readonly ComponentLine[] | Uncharged {
  const { assignment, service, moves } = scene;
  const state = new TierState(moves, useCounter(assignment.root, assignment.id, component.id, service.id));
  const charge = component.mode === 'graduated' ? chargeGraduated : chargeVolume;
  const lines = charge(scene, component, taken, state, listOf);
  if (!('charged' in lines)) state.write();
  return lines;
}

/**
 * What is counted together. Seconds count by themselves even where everything else counts together: they have fractions, and would
 * let an edge of a band fall within a token.
 */
export function keyOf({ per }: TiersComponent, leaf: Leaf): string {
  return per === 'total' && leaf !== 'second' ? 'total' : leaf;
}

type ChargeMode = (
  scene: PlanScene,
  component: TiersComponent,
  taken: readonly Taken[],
  state: TierState,
  listOf: (leaf: Leaf) => ListPrice | undefined,
) => readonly ComponentLine[] | Uncharged;

const chargeGraduated: ChargeMode = (scene, component, taken, state, listOf) => {
  const lines: ComponentLine[] = [];
  for (const { leaf, micro } of taken) {
    const key = keyOf(component, leaf);
    const filled = state.get(key);
    for (const slice of sliceBands(component.bands, filled.micro, micro)) {
      const price = bandPrice(scene, component, slice.band, leaf, listOf(leaf));
      if ('charged' in price) return price;
      const { unitPrice, factors, priceRow } = price;
      const step = factors.length === 0 ? { atto: stepCost(slice.start, slice.micro, unitPrice) } : {};
      const line = { leaf, micro: slice.micro, unitPrice, priceRow, ...step };
      lines.push({ component: bandName(component, slice.band), factors, line });
    }
    state.set(key, { ...filled, micro: filled.micro + micro });
  }
  return lines;
};

const chargeVolume: ChargeMode = (scene, component, taken, state, listOf) => {
  const before = new Map<string, Filled>();
  const after = new Map<string, bigint>();
  for (const { leaf, micro } of taken) {
    const key = keyOf(component, leaf);
    before.set(key, state.get(key));
    after.set(key, (after.get(key) ?? state.get(key).micro) + micro);
  }
  const lines: ComponentLine[] = [];
  for (const { leaf, micro } of taken) {
    const key = keyOf(component, leaf);
    const band = bandAt(component.bands, after.get(key) ?? 0n);
    const price = bandPrice(scene, component, band, leaf, listOf(leaf));
    if ('charged' in price) return price;
    const { unitPrice, factors, priceRow, weight } = price;
    const filled = state.get(key);
    const base = plus(filled.base, times(exactOfMicro(micro), weight));
    const rate = component.bands[band]?.price ?? EXACT_ONE;
    const atto = quantiseExact(times(base, rate)) - quantiseExact(times(filled.base, rate));
    lines.push({ component: bandName(component, band), factors, line: { leaf, micro, unitPrice, priceRow, atto } });
    state.set(key, { micro: filled.micro + micro, base });
  }
  return [...lines, ...[...before].flatMap(([key, from]) => bandChange(component, from, after.get(key) ?? 0n))];
};

/** What the units before cost more or less now that another band is reached. */
function bandChange(component: TiersComponent, { micro, base }: Filled, after: bigint): readonly ComponentLine[] {
  const [from, to] = [bandAt(component.bands, micro), bandAt(component.bands, after)];
  return volumeCorrection(component, base, from, to);
}

/** The line that takes what a base cost in one band to what it costs in another; none where that is the same. */
export function volumeCorrection(
  component: TiersComponent,
  base: Exact,
  from: number,
  to: number,
): readonly ComponentLine[] {
  const cost = (band: number): bigint => quantiseExact(times(base, component.bands[band]?.price ?? EXACT_ONE));
  const atto = cost(to) - cost(from);
  return atto === 0n ? [] : [correctionLine(component, atto)];
}

export function correctionLine(component: TiersComponent, atto: bigint): ComponentLine {
  const line = { leaf: 'correction', micro: MICRO_PER_UNIT, unitPrice: exactOfAtto(atto), priceRow: '', atto } as const;
  return { component: `${component.id}#volume`, factors: [], line };
}

export function bandName({ id }: TiersComponent, band: number): string {
  return `${id}#${band + 1}`;
}

interface BandPriced {
  readonly unitPrice: Exact;
  readonly priceRow: string;
  readonly factors: readonly Factor[];
  /** List price, where the band is a ratio, and every factor but the band's own: what a unit weighs in volume tiers. */
  readonly weight: Exact;
}

function bandPrice(
  scene: PlanScene,
  { bands }: TiersComponent,
  index: number,
  leaf: Leaf,
  list: ListPrice | undefined,
): BandPriced | Uncharged {
  const band = bands[index];
  if (band?.isRatio !== true || list === undefined) {
    const factors = multipliersOf(scene, leaf);
    if ('charged' in factors) return factors;
    return { unitPrice: band?.price ?? EXACT_ONE, priceRow: '', factors, weight: productOf(factors) };
  }
  const factors = listFactors(scene, list, band.price);
  if ('charged' in factors) return factors;
  const others = productOf(factors.filter((factor) => factor.name !== 'ratio'));
  return { unitPrice: list.unitPrice, priceRow: list.priceRow, factors, weight: times(list.unitPrice, others) };
}
