import type { CatalogueView, Multiplier, Plan } from '@suanpan/catalogue';
import type { Leaf, UsageEvent } from '@suanpan/facts';
import { matchRank, NO_MATCH } from '@suanpan/price-book';
import { findMarkup } from '@suanpan/price-usage';
import { type Fraction, fraction, greatest, isLess, least } from './fraction.ts';
import type { NaiveFactor } from './naive-entry.ts';
import { selects, selectsLeaf } from './naive-place.ts';

/** `undefined` where a series has no value: then nothing can be charged. */
export function multipliers(plan: Plan, event: UsageEvent, view: CatalogueView, leaf: Leaf, instant: number) {
  const held: NaiveFactor[] = [];
  for (const multiplier of plan.multipliers ?? []) {
    if (!selects(multiplier.selector, event) || !selectsLeaf(multiplier.selector, leaf)) continue;
    const value = multiplierValue(multiplier, event, view, instant);
    if (value === 'unknown') return undefined;
    if (value !== undefined) held.push({ name: multiplier.id, value });
  }
  if (plan.stacking !== 'lowest') return held;
  return held.filter(({ value }, i) =>
    held.every((other, j) => j === i || isLess(value, other.value) || (!isLess(other.value, value) && i < j)),
  );
}

function multiplierValue(
  { condition, ratio = '1' }: Multiplier,
  event: UsageEvent,
  view: CatalogueView,
  instant: number,
): Fraction | 'unknown' | undefined {
  const model = (event.servedModel ?? event.requestedModel).trim().toLowerCase();
  if (condition.on === 'series') {
    const points = view.under('seriesPoint', condition.series).filter(({ from }) => from <= instant);
    const latest = points.toSorted((a, b) => a.from - b.from).at(-1);
    const text = event.admission?.quotes?.[condition.series] ?? latest?.value;
    if (text === undefined) return 'unknown';
    return greatest(fraction(condition.floor), least(fraction(condition.ceiling), fraction(text)));
  }
  const priority = event.admission?.priority ?? view.project(event.project)?.defaultPriority;
  const holds =
    condition.on === 'always' ||
    (condition.on === 'batch' && event.admission?.batch === true) ||
    (condition.on === 'priority' && condition.priority === priority) ||
    (condition.on === 'model' && matchRank(condition.model, model) !== NO_MATCH);
  return holds ? fraction(ratio) : undefined;
}

export function markups(event: UsageEvent, view: CatalogueView): readonly NaiveFactor[] {
  const { found } = findMarkup(event, view);
  return found === undefined ? [] : [{ name: `markup:${found.id}`, value: fraction(found.ratio) }];
}

/** `undefined` where there is no rate. */
export function conversions(plan: Plan, view: CatalogueView, currency: string, instant: number) {
  if (currency === plan.currency) return [];
  const rates = plan.fx === undefined ? [] : view.under('fxRate', plan.fx);
  const rate = rates
    .filter(({ base, quote, from }) => base === currency && quote === plan.currency && from <= instant)
    .toSorted((a, b) => a.from - b.from)
    .at(-1);
  return rate === undefined ? undefined : [{ name: `fx:${plan.fx}`, value: fraction(rate.rate) }];
}
