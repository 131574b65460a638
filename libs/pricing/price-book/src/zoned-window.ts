import type { PriceRow } from '@suanpan/catalogue';
import type { Leaf } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { formatInstant, isTimeZone, type OffsetSpan, offsetSpans } from '@suanpan/time';
import { SECONDS_PER_DAY } from './daily-window.ts';
import type { EffectiveSpan } from './effective-span.ts';
import { type OwnPriceTerms, ownPriceList, type QuotedPrice } from './own-price-row.ts';

/** A daily window as a vendor's price list has it: by the clocks of a zone. */
export interface ZonedWindow {
  /** IANA name, e.g. `Asia/Shanghai`. */
  readonly zone: string;
  /** `00:30` or `00:30:00`, inclusive. */
  readonly fromTime: string;
  /** The same, exclusive; `24:00` is the end of the day. It may lie before `fromTime`: then the window wraps midnight. */
  readonly toTime: string;
  /** Weekdays of the zone on which the window begins, 0 is Sunday; every day if left out. */
  readonly weekdays?: readonly number[];
}

/** The same, or a part of it, in UTC, as price rows have it. */
export interface UtcWindow extends EffectiveSpan {
  readonly daily: { readonly fromSecond: number; readonly toSecond: number };
  readonly weekdays?: readonly number[];
}

/** When a zoned window holds. */
export interface ZonedValidity extends EffectiveSpan {
  /** How far ahead the zone's rules of today are relied on, epoch milliseconds. */
  readonly horizon: number;
}

/** Usage from before this is never priced, so that a zone that has kept its offset since needs no start. */
const EARLIEST = 1_577_836_800_000;
/** Fifty years: nobody's clocks are known for longer. */
const AHEAD_MS_MAX = 50 * 366 * 86_400_000;
const DAYS_PER_WEEK = 7;
const TIME_OF_DAY = /^([01]\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?$/;

/**
 * A zoned window in UTC, worked out with the time-zone database of today and then fixed: a later database moves no price. It
 * holds when the zone's clocks show a time of the window, so that an hour that comes twice counts twice and one that
 * does not exist never.
 *
 * A zone that keeps its offset up to the horizon gives one window, or two where a whole local day spans two UTC days. One
 * whose clocks change gives as many for each span between changes, needs a start, and ends at the horizon.
 * `price_invalid` for anything that cannot be said.
 */
export function utcWindows(window: ZonedWindow, validity: ZonedValidity): UtcWindow[] {
  const { zone, weekdays } = window;
  if (!isTimeZone(zone)) throw invalid(`"${zone}" is no time zone.`);
  const start = secondOf(window.fromTime) % SECONDS_PER_DAY;
  const end = secondOf(window.toTime);
  if (start === end) throw invalid('A daily window must not be empty; a whole day is from 00:00 to 24:00.');
  const length = end > start ? end - start : end - start + SECONDS_PER_DAY;
  if (length === SECONDS_PER_DAY && weekdays === undefined)
    return [{ daily: { fromSecond: 0, toSecond: SECONDS_PER_DAY }, ...spanOf(validity) }];
  return effectiveSpans(zone, validity).flatMap(({ offsetSeconds, ...span }) =>
    atOffset({ start, length, weekdays }, offsetSeconds).map((utc) => ({ ...utc, ...span })),
  );
}

/** Own price rows of a zoned window: those of every leaf for each of its UTC windows. */
export function zonedWindowRows(
  terms: Omit<OwnPriceTerms, 'daily' | 'weekdays'> & {
    readonly window: ZonedWindow;
    readonly horizon: number;
    readonly prices: Readonly<Partial<Record<Leaf, QuotedPrice>>>;
  },
): PriceRow[] {
  const { window, horizon, ...rest } = terms;
  const { effectiveFrom = null, effectiveTo = null } = rest;
  return utcWindows(window, { effectiveFrom, effectiveTo, horizon }).flatMap((utc) =>
    ownPriceList({ ...rest, ...utc }),
  );
}

function effectiveSpans(zone: string, validity: ZonedValidity): (EffectiveSpan & { readonly offsetSeconds: number })[] {
  const { effectiveFrom, effectiveTo, horizon } = validity;
  const from = effectiveFrom ?? EARLIEST;
  const to = Math.min(effectiveTo ?? horizon, horizon);
  if (from >= to) throw invalid(`The window must begin before its end and before ${formatInstant(horizon)}.`);
  if (to - from > AHEAD_MS_MAX) throw invalid('The horizon lies more than fifty years after the start.');
  const spans = offsetSpans(zone, from, to);
  const [only] = spans as [OffsetSpan];
  if (spans.length === 1) return [{ offsetSeconds: only.offsetSeconds, ...spanOf(validity) }];
  if (effectiveFrom === null) throw invalid(`The clocks of ${zone} change; a window in it needs a start.`);
  return spans.map((span) => ({ offsetSeconds: span.offsetSeconds, effectiveFrom: span.from, effectiveTo: span.to }));
}

function spanOf({ effectiveFrom, effectiveTo }: EffectiveSpan): EffectiveSpan {
  return { effectiveFrom, effectiveTo };
}

interface LocalWindow {
  readonly start: number;
  readonly length: number;
  readonly weekdays: readonly number[] | undefined;
}

/** A window by clocks that are ahead of UTC by an offset; one that wraps UTC midnight keeps the day it begins on. */
function atOffset(
  { start, length, weekdays }: LocalWindow,
  offsetSeconds: number,
): Omit<UtcWindow, keyof EffectiveSpan>[] {
  const shift = Math.floor((start - offsetSeconds) / SECONDS_PER_DAY);
  const fromSecond = start - offsetSeconds - shift * SECONDS_PER_DAY;
  const end = fromSecond + length;
  const on = (days: number) => (weekdays === undefined ? {} : { weekdays: shifted(weekdays, days) });
  // A window of a whole day would begin and end at one second, which says nothing; it is cut at UTC midnight.
  if (length === SECONDS_PER_DAY && fromSecond > 0) {
    return [
      { daily: { fromSecond, toSecond: SECONDS_PER_DAY }, ...on(shift) },
      { daily: { fromSecond: 0, toSecond: fromSecond }, ...on(shift + 1) },
    ];
  }
  return [{ daily: { fromSecond, toSecond: end > SECONDS_PER_DAY ? end - SECONDS_PER_DAY : end }, ...on(shift) }];
}

function shifted(weekdays: readonly number[], days: number): number[] {
  return weekdays.map((weekday) => (weekday + days + DAYS_PER_WEEK) % DAYS_PER_WEEK).sort();
}

function secondOf(time: string): number {
  const [, hour, minute, second = '0'] = TIME_OF_DAY.exec(time) ?? [];
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  if (Number.isNaN(seconds) || seconds > SECONDS_PER_DAY) throw invalid(`"${time}" is no time of a day.`);
  return seconds;
}

function invalid(detail: string): Fault {
  return new Fault('price_invalid', detail);
}
