import type { FeedConditionalPrices, FeedModel, FeedPrices } from './feed-shape.ts';

/** When a set of prices holds. */
export interface FeedPeriod {
  readonly effectiveFrom: number | null;
  readonly effectiveTo: number | null;
  readonly daily: { readonly fromSecond: number; readonly toSecond: number } | null;
  readonly prices: FeedPrices;
}

const SECONDS_PER_DAY = 86_400;
const TIME_OF_DAY = /^(\d\d):(\d\d):(\d\d)(?:Z|([+-])(\d\d):(\d\d))$/;

/**
 * The periods of a model's prices. In the feed the last entry whose constraint holds counts, and the first one when none does.
 * Here the same is said by each period alone: an entry ends when a later dated one starts; a daily window lies over
 * what holds all day, as rows are ranked. `undefined` when the constraints cannot be said this way.
 */
export function feedPeriods(model: FeedModel): FeedPeriod[] | undefined {
  if (!Array.isArray(model.prices)) {
    return [{ effectiveFrom: null, effectiveTo: null, daily: null, prices: model.prices as FeedPrices }];
  }
  const entries = model.prices as readonly FeedConditionalPrices[];
  const periods: FeedPeriod[] = [];
  for (const [index, entry] of entries.entries()) {
    const period = periodOf(entry, index === 0);
    if (period === undefined) return undefined;
    const ends = entries.slice(index + 1).flatMap(startOf);
    const effectiveTo = ends.length === 0 ? null : Math.min(...ends);
    if (effectiveTo !== null && effectiveTo <= (period.effectiveFrom ?? Number.NEGATIVE_INFINITY)) continue;
    // An entry without a constraint, or of the whole day, that follows a window would hide it.
    if (period.daily === null && periods.some(({ daily, effectiveTo: to }) => daily !== null && to === null))
      return undefined;
    periods.push({ ...period, effectiveTo });
  }
  return periods;
}

function periodOf({ constraint, prices }: FeedConditionalPrices, isFirst: boolean): FeedPeriod | undefined {
  const open = { effectiveFrom: null, effectiveTo: null, daily: null, prices };
  if (constraint === undefined) return isFirst ? open : undefined;
  // When nothing else holds, the first entry does, whatever its constraint says.
  if (isFirst) return open;
  if ('start_date' in constraint) {
    const start = dateOf(constraint.start_date);
    return Number.isNaN(start) ? undefined : { ...open, effectiveFrom: start };
  }
  const fromSecond = secondOfDay(constraint.start_time);
  const toSecond = secondOfDay(constraint.end_time);
  if (fromSecond === undefined || toSecond === undefined || fromSecond === toSecond) return undefined;
  return { ...open, daily: { fromSecond, toSecond } };
}

function startOf({ constraint }: FeedConditionalPrices): number[] {
  return constraint !== undefined && 'start_date' in constraint ? [dateOf(constraint.start_date)] : [];
}

/** Dates of the feed start at midnight UTC. */
export function dateOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function secondOfDay(text: string): number | undefined {
  const parts = TIME_OF_DAY.exec(text);
  if (parts === null) return undefined;
  const [, hour, minute, second, sign, offsetHour = '0', offsetMinute = '0'] = parts;
  const local = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60 * (sign === '-' ? -1 : 1);
  return (local - offset + SECONDS_PER_DAY) % SECONDS_PER_DAY;
}
