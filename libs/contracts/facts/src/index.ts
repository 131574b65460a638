export type {
  AmendCall,
  ChargedBasis,
  Close,
  Credit,
  Directive,
  Fee,
  PriceAgain,
  PriceAgainTarget,
  Seal,
  VoidCall,
} from './directive.ts';
export { encodeLines, FRAME_BYTES_MAX, packLines, packText, unpackedBytes, unpackLines, unpackText } from './frame.ts';
export { CHARGES, type Charge, LEAVES, type Leaf, TOKEN_LEAVES, type TokenLeaf, UNIT_LEAVES } from './leaf.ts';
export {
  AMOUNT_DIGITS_MAX,
  type Closing,
  type Entry,
  type EntryLine,
  OUTCOME_KINDS,
  OUTCOME_REASONS,
  type Outcome,
  type OutcomeKind,
  type OutcomeReason,
} from './outcome.ts';
export { outcomeText } from './outcome-text.ts';
export {
  type BackfillStamp,
  packSourceRecord,
  SOURCE_RECORD_BYTES_AIM,
  type SourceHeader,
  type SourceRecord,
  unpackSourceRecord,
} from './source-record.ts';
export { CATALOGUE_CHANGES, MAX_RECORD_BYTES, TOPICS, type TopicSpec, USAGE_EVENTS, USAGE_RATED } from './topics.ts';
export {
  type EventFact,
  type EventTokens,
  type EventUnits,
  type GrantedAdmission,
  INCONSISTENCIES,
  type Inconsistency,
  isResultEvent,
  type ResultEvent,
  USAGE_QUALITIES,
  type UsageEvent,
  type UsageQuality,
} from './usage-event.ts';
