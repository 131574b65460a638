export type {
  Charge,
  ChargeContext,
  Charging,
  CounterChange,
  Counters,
  Uncharged,
} from './charging.ts';
export {
  backfillCounter,
  basisCounter,
  begunCounter,
  closedCounter,
  liveCounter,
  postedCounter,
  resultCounter,
  sealedCounter,
} from './counter-names.ts';
export type { PriceBoundaries, UsageGroup } from './usage-group.ts';
