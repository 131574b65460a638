export { type Clock, systemClock } from './clock.ts';
export {
  dateOf,
  type EpochMs,
  formatInstant,
  isInstantText,
  MS_PER_DAY,
  parseInstant,
  utcDayNumber,
} from './instant.ts';
export { type OffsetSpan, offsetSpans } from './offset-spans.ts';
export { isTimeZone, localMonthStarts, startOfLocalDay } from './zone.ts';
