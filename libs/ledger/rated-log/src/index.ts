export { type KnownBackfill, knownBackfill } from './backfill.ts';
export { batchPuts } from './batch-puts.ts';
export {
  CHARGED_KEYS,
  CORRECTED_KEYS,
  chargedDay,
  chargedIn,
  chargedKey,
  correctedDigest,
  correctedKey,
  seqOfChargedKey,
} from './charged-state.ts';
export { assertOneOutcomeEach, decideSource } from './decide.ts';
export {
  ALL_DECIDE_GUARDS,
  type DecideContext,
  type DecideGuards,
  type DecideState,
  type KnownCharge,
} from './decide-context.ts';
export {
  COUNTER_KEYS,
  countedDay,
  counterKey,
  decodeSeen,
  encodeSeen,
  IDENTITY_KEYS,
  type IdentifiedOutcome,
  identityKey,
  isLive,
  nameOfCounterKey,
  OPEN_KEYS,
  openKey,
  type SeenIdentity,
  type StatePut,
  seqOfOpenKey,
  statePuts,
} from './fold-state.ts';
export { advanceFoldTime, clockDisagreement } from './fold-time.ts';
export { addNeeded, type NeededState, nothingNeeded } from './needed-state.ts';
export { netEntries } from './net-entries.ts';
export { backfilledPrefix, PARKED } from './own-counters.ts';
export { isParkedForgotten } from './parked-results.ts';
export { readDirective, targetsOf } from './read-directive.ts';
export { isPriceable, type ReadFact, type ReadSource, readSource } from './read-source.ts';
export { type Price, type PriceDecision, statelessCharging } from './stateless-charging.ts';
export { openEvent, storedText } from './stored-value.ts';
export { targetDigest } from './target-digest.ts';
