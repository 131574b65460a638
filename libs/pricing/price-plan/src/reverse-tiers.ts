import type { PlanAssignment } from '@suanpan/catalogue';
import { LEAVES, type Leaf } from '@suanpan/facts';
import { EXACT_ONE, EXACT_ZERO, type Exact, minus, quantiseExact, rationalOf, times } from '@suanpan/money';
import { bandAt, sliceBands, stepCost } from './bands.ts';
import type { Carried } from './carried.ts';
import { bandName, keyOf, volumeCorrection } from './charge-tiers.ts';
import type { ComponentLine } from './component-line.ts';
import type { CounterMoves } from './counter-moves.ts';
import { useCounter } from './counter-names.ts';
import { type Factor, productOf } from './entry-draft.ts';
import { exactOfMicro } from './quantity.ts';
import type { TiersComponent } from './ready-component.ts';
import { TierState } from './tier-state.ts';

/** A quantity of one leaf that a target still holds in a tiers component, with what was carried besides the band's price. */
export interface HeldQuantity {
  readonly leaf: Leaf;
  micro: bigint;
  /** List price where bands are ratios, else nothing. */
  readonly list: { readonly unitPrice: Exact; readonly priceRow: string } | undefined;
  /** Without the band's ratio. */
  readonly factors: readonly Factor[];
}

/** What a target holds in a tiers component, whichever bands it was charged in, in the order of `LEAVES`. */
export function heldQuantities({ needsList }: TiersComponent, carried: readonly Carried[]): readonly HeldQuantity[] {
  const held = new Map<string, HeldQuantity>();
  for (const { head, factors, lines } of carried) {
    const others = factors.filter(({ name }) => name !== 'ratio');
    const names = (head.factors ?? []).filter((text) => !text.startsWith('ratio='));
    for (const { leaf, micro, unitPrice, priceRow } of lines) {
      if (leaf === 'correction') continue;
      const key = JSON.stringify([leaf, names, needsList ? [unitPrice, priceRow] : null]);
      const known = held.get(key);
      const list = needsList ? { unitPrice: rationalOf(unitPrice) ?? EXACT_ZERO, priceRow } : undefined;
      if (known === undefined) held.set(key, { leaf: leaf as Leaf, micro, list, factors: others });
      else known.micro += micro;
    }
  }
  const order = ({ leaf }: HeldQuantity): number => LEAVES.indexOf(leaf);
  return [...held.values()].filter(({ micro }) => micro !== 0n).sort((a, b) => order(a) - order(b));
}

/**
 * Takes what a target holds in a tiers component from the top of the period's present total, so that the component keeps costing
 * what its total costs. `undefined` where the period counts less than that: then it was not charged here.
 */
export function reverseTiers(
  moves: CounterMoves,
  assignment: PlanAssignment,
  component: TiersComponent,
  period: string,
  carried: readonly Carried[],
): readonly ComponentLine[] | undefined {
  const held = heldQuantities(component, carried);
  const state = new TierState(moves, useCounter(assignment.root, assignment.id, component.id, period));
  const due = new Map<string, bigint>();
  for (const { leaf, micro } of held) {
    const key = keyOf(component, leaf);
    due.set(key, (due.get(key) ?? 0n) + micro);
  }
  if (held.some(({ micro }) => micro < 0n)) return undefined;
  for (const [key, micro] of due) if (state.get(key).micro < micro) return undefined;
  const reverse = component.mode === 'graduated' ? reverseGraduated : reverseVolume;
  const lines = reverse(component, held, state, due);
  state.write();
  return lines;
}

type ReverseMode = (
  component: TiersComponent,
  held: readonly HeldQuantity[],
  state: TierState,
  due: ReadonlyMap<string, bigint>,
) => readonly ComponentLine[];

/** The last leaf of a call lies on top, as it came last. */
const reverseGraduated: ReverseMode = (component, held, state) => {
  const lines: ComponentLine[] = [];
  for (const quantity of held.toReversed()) {
    const { leaf, micro, list, factors } = quantity;
    const key = keyOf(component, leaf);
    const filled = state.get(key);
    const below = filled.micro - micro;
    for (const slice of sliceBands(component.bands, below, micro)) {
      const price = component.bands[slice.band]?.price ?? EXACT_ONE;
      const unitPrice = list?.unitPrice ?? price;
      const all = withRatio(factors, list === undefined ? undefined : price);
      const step = all.length === 0 ? { atto: -stepCost(slice.start, slice.micro, unitPrice) } : {};
      const line = { leaf, micro: -slice.micro, unitPrice, priceRow: list?.priceRow ?? '', ...step };
      lines.push({ component: bandName(component, slice.band), factors: all, line });
    }
    state.set(key, { ...filled, micro: below });
  }
  return lines;
};

const reverseVolume: ReverseMode = (component, held, state, due) => {
  const lines: ComponentLine[] = [];
  const bands = new Map([...due].map(([key]) => [key, bandAt(component.bands, state.get(key).micro)]));
  for (const { leaf, micro, list, factors } of held) {
    const key = keyOf(component, leaf);
    const filled = state.get(key);
    const band = bands.get(key) ?? 0;
    const price = component.bands[band]?.price ?? EXACT_ONE;
    const base = minus(filled.base, times(exactOfMicro(micro), weightOf({ list, factors })));
    const atto = quantiseExact(times(base, price)) - quantiseExact(times(filled.base, price));
    const all = withRatio(factors, list === undefined ? undefined : price);
    const line = { leaf, micro: -micro, unitPrice: list?.unitPrice ?? price, priceRow: list?.priceRow ?? '', atto };
    lines.push({ component: bandName(component, band), factors: all, line });
    state.set(key, { micro: filled.micro - micro, base });
  }
  const changes = [...bands].flatMap(([key, from]) => {
    const { micro, base } = state.get(key);
    return volumeCorrection(component, base, from, bandAt(component.bands, micro));
  });
  return [...lines, ...changes];
};

/** What one unit weighs in volume tiers: its list price, where bands are ratios, with every factor but the band's own. */
export function weightOf({ list, factors }: Pick<HeldQuantity, 'list' | 'factors'>): Exact {
  return times(list?.unitPrice ?? EXACT_ONE, productOf(factors));
}

/** The ratio of a band stands behind the mark-up and before the multipliers. */
export function withRatio(factors: readonly Factor[], ratio: Exact | undefined): readonly Factor[] {
  if (ratio === undefined) return factors;
  const markups = factors.filter(({ name }) => name.startsWith('markup:'));
  const others = factors.filter(({ name }) => !name.startsWith('markup:'));
  return [...markups, { name: 'ratio', value: ratio }, ...others];
}
