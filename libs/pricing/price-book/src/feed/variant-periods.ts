import { canonicalJson } from '../canonical-json.ts';
import { dateOf, type FeedPeriod } from './feed-periods.ts';
import type { FeedPrices, FeedVariant } from './feed-shape.ts';

/**
 * What the calls of one service tier pay, as periods: the standard prices in force with those of the variants in their place, unit
 * by unit. For each unit the first variant counts that holds and prices it; before the first of them holds there is nothing
 * to say, and the standard prices hold alone. A text says why rows cannot say it.
 */
export function variantPeriods(
  standard: readonly FeedPeriod[],
  variants: readonly FeedVariant[],
): readonly FeedPeriod[] | string {
  if (standard.some(({ daily }) => daily !== null)) return 'its standard prices depend on the time of day';
  const starts = variants.map(startOf);
  if (starts.some((start) => start === undefined)) return 'the variant depends on the time of day';
  const dated = variants.map((variant, i) => ({ variant, start: starts[i] as number }));
  const first = Math.min(...dated.map(({ start }) => start));
  const bounds = [...dated.map(({ start }) => start), ...standard.map(({ effectiveFrom }) => fromOf(effectiveFrom))];
  const from = [...new Set(bounds.filter((bound) => bound >= first))].sort((a, b) => a - b);
  const periods: FeedPeriod[] = [];
  for (const [i, start] of from.entries()) {
    const base = standard.find((period) => fromOf(period.effectiveFrom) <= start && start < toOf(period.effectiveTo));
    if (base === undefined) return 'its standard prices leave a time out';
    const prices: Record<string, FeedPrices[string]> = { ...base.prices };
    const holding = dated.filter((each) => each.start <= start).toReversed();
    for (const { variant } of holding) Object.assign(prices, variant.prices);
    followOutput(prices, base.prices);
    const to = from[i + 1] ?? toOf(base.effectiveTo);
    periods.push({ effectiveFrom: instantOf(start), effectiveTo: instantOf(to), daily: null, prices });
  }
  return merged(periods);
}

/** Thoughts that cost what other output does go on doing so: they follow the output price of their tier. */
function followOutput(prices: Record<string, FeedPrices[string]>, standard: FeedPrices): void {
  const { output_mtok: output, output_reasoning_mtok: thoughts } = standard;
  if (thoughts === undefined || canonicalJson(thoughts) !== canonicalJson(output)) return;
  if (prices.output_reasoning_mtok === thoughts) prices.output_reasoning_mtok = prices.output_mtok;
}

function startOf({ constraint }: FeedVariant): number | undefined {
  if (constraint === undefined) return Number.NEGATIVE_INFINITY;
  const start = 'start_date' in constraint ? dateOf(constraint.start_date) : Number.NaN;
  return Number.isNaN(start) ? undefined : start;
}

function fromOf(instant: number | null): number {
  return instant ?? Number.NEGATIVE_INFINITY;
}

function toOf(instant: number | null): number {
  return instant ?? Number.POSITIVE_INFINITY;
}

function instantOf(bound: number): number | null {
  return Number.isFinite(bound) ? bound : null;
}

/** Neighbours that say the same as one. */
function merged(periods: readonly FeedPeriod[]): FeedPeriod[] {
  const whole: FeedPeriod[] = [];
  for (const period of periods) {
    const last = whole.at(-1);
    if (last !== undefined && canonicalJson(last.prices) === canonicalJson(period.prices))
      whole[whole.length - 1] = { ...last, effectiveTo: period.effectiveTo };
    else whole.push(period);
  }
  return whole;
}
