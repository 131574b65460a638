/** One event as the writer meant it, apart from its bytes: what the judge goes by. */
export interface MeantEvent {
  readonly fact: 'event';
  readonly root: string;
  readonly source: string;
  readonly id: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly model: string;
  readonly tokens: number;
}

/** What became of a call: accepted or not. */
export interface MeantResult {
  readonly fact: 'result';
  readonly root: string;
  readonly id: string;
  readonly time: number;
  /** Source and id of the call. */
  readonly source: string;
  readonly call: string;
  readonly accepted: boolean;
}

interface MeantDirective<Kind extends string> {
  readonly fact: Kind;
  readonly root: string;
  readonly id: string;
}

/** A call as a correction names it: where it was counted, what stood of it, and the outcome that settled it last. */
export interface MeantTarget {
  readonly seq: number;
  readonly basis: number;
  readonly event: MeantEvent;
}

export interface MeantPriceAgain extends MeantDirective<'price-again'> {
  readonly targets: readonly { readonly seq: number; readonly event: MeantEvent }[];
}

export interface MeantVoid extends MeantDirective<'void'> {
  readonly target: MeantTarget;
}

export interface MeantAmend extends MeantDirective<'amend'> {
  readonly target: MeantTarget;
  readonly event: MeantEvent;
}

/** Money by hand for a month, in millionths. */
export interface MeantFee extends MeantDirective<'fee'> {
  readonly period: string;
  readonly micro: number;
}

/** Prepaid money, in millionths. */
export interface MeantCredit extends MeantDirective<'credit'> {
  readonly credit: string;
  readonly micro: number;
}

export interface MeantClose extends MeantDirective<'close'> {
  readonly period: string;
}

export interface MeantSeal extends MeantDirective<'seal'> {
  readonly backfill: string;
}

/** A line nobody can make sense of. */
export interface MeantNonsense {
  readonly fact: 'nonsense';
}

export type MeantIdentified =
  | MeantEvent
  | MeantResult
  | MeantPriceAgain
  | MeantVoid
  | MeantAmend
  | MeantFee
  | MeantCredit
  | MeantClose
  | MeantSeal;

export type MeantFact = MeantIdentified | MeantNonsense;

/** The permission a record of old events came with. */
export interface MeantBackfill {
  readonly id: string;
  readonly source: string;
  readonly from: number;
  readonly to: number;
}

/** What a record of `usage.events` means; `stamp` is absent where not even the header can be read. */
export interface Meaning {
  readonly shard: number;
  readonly stamp?: number;
  readonly receivedAt?: number;
  readonly backfill?: MeantBackfill;
  readonly facts: readonly MeantFact[];
}

/** What tells one fact from another, whatever it says. */
export function identityOf(fact: MeantIdentified): string {
  return `${fact.root} ${fact.fact} ${fact.fact === 'event' ? fact.source : ''} ${fact.id}`;
}

/** The identity of the call that a result is about. */
export function callOf({ root, source, call }: MeantResult): string {
  return `${root} event ${source} ${call}`;
}

/** What a resend must agree on: of an event everything but its time; ids of directives follow from what they say. */
export function contentOf(fact: MeantIdentified): string {
  if (fact.fact === 'event') return `${fact.root} ${fact.id} ${fact.model} ${fact.tokens}`;
  if (fact.fact === 'result') return `${fact.root} ${fact.id} ${fact.call} ${fact.accepted}`;
  return `${fact.root} ${fact.id}`;
}

/** The meaning of an event as it stands in a log. */
export function meantBy(event: {
  readonly root: string;
  readonly source: string;
  readonly id: string;
  readonly time: string;
  readonly requestedModel: string;
  readonly inputTokens: number;
}): MeantEvent {
  const { root, source, id, requestedModel, inputTokens } = event;
  return { fact: 'event', root, source, id, time: Date.parse(event.time), model: requestedModel, tokens: inputTokens };
}
