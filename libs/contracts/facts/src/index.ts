export { CHARGES, type Charge } from './charge.ts';
export { countKeys } from './count-keys.ts';
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
export { MARKS, type Mark } from './marks.ts';
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
  type EventTokens,
  type EventUnits,
  EXCEEDS,
  type Leaf,
  QUANTITIES,
  type Quantity,
  type QuantityField,
  type QuantityUnit,
  quantityValues,
  type TokenLeaf,
} from './quantities.ts';
export {
  LEAVES,
  QUANTITY_PLACES,
  QUANTITY_UNITS,
  type QuantityGroup,
  quantityOfLeaf,
  TOKEN_GROUPS,
  TOKEN_LEAVES,
  UNIT_QUANTITIES,
} from './quantity-groups.ts';
export { type JsonScan, type JsonSpan, scanJson } from './scan-json.ts';
export {
  type BackfillStamp,
  CLOCK_TOLERANCE_MS,
  factsIn,
  packSourceRecord,
  readSourceRecord,
  SOURCE_RECORD_BYTES_AIM,
  type SourceHeader,
  type SourceRecord,
  unpackSourceRecord,
} from './source-record.ts';
export {
  CATALOGUE_CHANGES,
  LOG_USERS,
  type LogUser,
  MAX_RECORD_BYTES,
  TOPIC_ACCESS,
  TOPICS,
  type TopicAccess,
  type TopicSpec,
  USAGE_EVENTS,
  USAGE_RATED,
} from './topics.ts';
export {
  type EventFact,
  type GrantedAdmission,
  type Inconsistency,
  isResultEvent,
  type ResultEvent,
  USAGE_QUALITIES,
  type UsageEvent,
  type UsageQuality,
} from './usage-event.ts';
