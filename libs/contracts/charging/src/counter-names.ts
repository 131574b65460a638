/**
 * Names of counters that both rating and pricing know. Names of plan components are pricing's own and start with `p|`. Every
 * name holds its root, because one shard's state is shared by many roots.
 */

/** Newest closed month of a root, `2026-10`; absent while none is closed. */
export function closedCounter(root: string): string {
  return `closed|${root}`;
}

/**
 * Money that facts of one account posted to months that are still open: JSON of month to currency to decimal text; a month
 * under `2026-11|<account>` belongs to that other account. It holds all open months, because which of them an event is
 * posted to is known only when it is decided, and its counters are named before.
 */
export function postedCounter(root: string, account: string): string {
  return `posted|${root}|${account}`;
}

/**
 * Which outcome settled a counted event last: the seq, as decimal text. Absent while the outcome that counted it stands as
 * it was decided.
 */
export function basisCounter(seq: number): string {
  return `basis|${seq}`;
}

/** What a result needs to know of its call, by the call's identity: JSON. Forgotten once a result was charged. */
export function resultCounter(root: string, identity: string): string {
  return `result|${root}|${identity}`;
}

/** The range and posting of a backfill that is under way, JSON. */
export function backfillCounter(root: string, backfill: string): string {
  return `backfill|${root}|${backfill}`;
}

/** Sealed ranges of a source: JSON list of [from, to]. */
export function sealedCounter(root: string, source: string): string {
  return `sealed|${root}|${source}`;
}

/** Backfills of a source that have begun and are not sealed: JSON list of [id, from, to]. */
export function begunCounter(root: string, source: string): string {
  return `begun|${root}|${source}`;
}

/** The earliest time of an event of a source that was counted as it happened, not by a backfill: epoch milliseconds, kept for ever. */
export function liveCounter(root: string, source: string): string {
  return `live|${root}|${source}`;
}
