import type { Calendar, FxRate, Plan, PlanAssignment, PriceRow, SeriesPoint } from '@suanpan/catalogue';
import type { PriceBoundaries } from '@suanpan/charging';

/** Everything whose terms change at an instant, a time of day or a size of call. */
export interface DatedTerms {
  readonly priceRows: readonly PriceRow[];
  readonly calendar?: Calendar;
  readonly assignments?: readonly PlanAssignment[];
  readonly seriesPoints?: readonly SeriesPoint[];
  readonly fxRates?: readonly FxRate[];
  /** Starts and ends of anything else: mark-ups, aliases. */
  readonly spans?: readonly { readonly effectiveFrom: number | null; readonly effectiveTo: number | null }[];
}

/** The boundaries within a span of time on whose same side calls are priced alike. */
export function boundariesOf(terms: DatedTerms, from: number, to: number): PriceBoundaries {
  const instants = new Set<number>();
  const daySeconds = new Set<number>();
  const contexts = new Set<number>();
  const at = (instant: number | null): void => {
    if (instant !== null && instant > from && instant < to) instants.add(instant);
  };
  for (const row of terms.priceRows) {
    at(row.effectiveFrom);
    at(row.effectiveTo);
    if (row.aboveInputTokens > 0) contexts.add(row.aboveInputTokens);
    if (row.daily === null) continue;
    daySeconds.add(row.daily.fromSecond);
    daySeconds.add(row.daily.toSecond);
  }
  for (const bound of terms.calendar?.bounds ?? []) at(bound);
  for (const span of [...(terms.assignments ?? []), ...(terms.spans ?? [])]) {
    at(span.effectiveFrom);
    at(span.effectiveTo);
  }
  for (const dated of [...(terms.seriesPoints ?? []), ...(terms.fxRates ?? [])]) at(dated.from);
  return { instants: ascending(instants), daySeconds: ascending(daySeconds), contexts: ascending(contexts) };
}

function ascending(numbers: ReadonlySet<number>): number[] {
  return [...numbers].sort((a, b) => a - b);
}

/**
 * Whether what a plan charges depends on the order of calls within a group: its components share quantities among calls
 * of different price. Such a plan is simulated day by day, and what it says is an estimate.
 */
export function dependsOnOrder(plan: Plan): boolean {
  if (plan.components.some((component) => component.kind === 'commitment' && component.unit === 'token_per_minute')) {
    return true;
  }
  if (plan.components.some((component) => component.kind === 'result')) return true;
  const counted = plan.components.filter(
    ({ kind }) => kind === 'allowance' || kind === 'commitment' || kind === 'tiers',
  );
  if (counted.length === 0) return false;
  // Units of one price are alike whoever comes first; where the list decides, a unit of one model is worth another's.
  return plan.components.some((component) => {
    if (component.kind === 'list') return true;
    if (component.kind === 'rate') return Object.keys(component.unitPrices).length > 1;
    return component.kind === 'tiers' && component.bands.some(({ price }) => 'ratio' in price);
  });
}
