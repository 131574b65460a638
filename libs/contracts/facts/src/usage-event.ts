import type { Mark } from './marks.ts';
import type { EventTokens, EventUnits } from './quantities.ts';

/** How far the token counts can be trusted. */
export const USAGE_QUALITIES = ['reported', 'estimated', 'missing'] as const;
export type UsageQuality = (typeof USAGE_QUALITIES)[number];

/** Marks that intake gives an event; the event is kept and never yields a negative leaf. */
export type Inconsistency = Mark;

/** What quota granted a call, as ingest read it from a token it could verify. Never what the sender claims. */
export interface GrantedAdmission {
  /** The admission's id. */
  readonly id: string;
  /** The priority the call was let in with. */
  readonly priority?: string;
  /** Whether it was let in through the asynchronous batch interface. */
  readonly batch?: boolean;
  /** Values of multiplier series as quoted at admission, decimal text by series. */
  readonly quotes?: Readonly<Record<string, string>>;
}

/**
 * One finished model call in canonical form: resolved, masked and allow-listed by ingest, stored as one JSON line.
 * `time` is written first, in the one form of `formatInstant`, then account and credential: the content digest begins
 * with the id, so that a retry after a key was rotated is still the same call.
 * Token totals are inclusive and the subsets below them are named; a count that is absent is not known to be anything
 * but zero for a subset, and not zero for a total (`usageQuality` says `missing`).
 */
export interface UsageEvent extends EventTokens, EventUnits {
  /** When the call finished by the sender's clock, UTC with milliseconds. */
  readonly time: string;
  /** 2 where a quantity of 0 is left out like an absent one; absent in older lines, where the two differed. No part of the content. */
  readonly form?: 2;
  readonly account: string;
  /** Id of the API key that sent the event, never the key. */
  readonly credential: string;
  readonly id: string;
  readonly source: string;
  readonly root: string;
  readonly project: string;
  readonly provider: string;
  /** The model the caller asked for. */
  readonly requestedModel: string;
  /** The model that answered, if the provider said so; prices go by it first. */
  readonly servedModel?: string;
  /** What kind of call: `chat`, `embeddings`, `image`, … */
  readonly operation: string;
  readonly serviceTier?: string;
  readonly region?: string;
  readonly batch?: boolean;
  readonly priority?: string;
  readonly latencyMs?: number;
  readonly timeToFirstTokenMs?: number;
  readonly httpStatus?: number;
  readonly errorType?: string;
  /** Keyed hash, never the end user itself. */
  readonly endUser?: string;
  /** Keyed hash, never the fingerprint itself. */
  readonly promptFingerprint?: string;
  readonly session?: string;
  readonly trace?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly usageQuality: UsageQuality;
  /** What the sender says it paid. Kept for comparison, never trusted. */
  readonly reportedCost?: { readonly amount: string; readonly currency: string };
  /** What intake found not to be certain about the counts. */
  readonly inconsistencies?: readonly Mark[];
  /** Counts of the provider's object that nobody reads: decimal text by path, such as `server_tool_use.new_requests`. */
  readonly unread?: Readonly<Record<string, string>>;
  readonly admission?: GrantedAdmission;
}

/**
 * What became of a call: a further fact about an event that was sent before, with an identity of its own. Written like a
 * usage event, `time` first. It travels the same records; `result` tells the two apart.
 */
export interface ResultEvent {
  readonly time: string;
  readonly account: string;
  readonly credential: string;
  readonly id: string;
  readonly source: string;
  readonly root: string;
  readonly project: string;
  readonly result: {
    /** Source and id of the call. */
    readonly source: string;
    readonly id: string;
    readonly accepted: boolean;
    /** Quality between 0 and 1, decimal text. */
    readonly score?: string;
  };
}

/** What an event record of `usage.events` holds. */
export type EventFact = UsageEvent | ResultEvent;

/** Tells a result from a call. */
export function isResultEvent(fact: object): fact is ResultEvent {
  return 'result' in fact;
}
