import { hash } from 'node:crypto';

// Counters that rating keeps for itself, beside those it shares with pricing (`@suanpan/charging`). They travel in
// outcomes like all others, so that whoever folds the log comes to the same state. A seq is unique in its shard and an
// identity holds its root, so that roots that share a shard cannot meet in a name.

/** The content digest of the event that stands since a counted call was amended; the identity keeps the original's. */
export function amendedCounter(seq: number): string {
  return `amended|${seq}`;
}

/** Set for a call whose money is to be stated nowhere, where its entries do not tell so: it has no price, or costs nothing. */
export function unpostedCounter(seq: number): string {
  return `unposted|${seq}`;
}

/** What the names of all results that wait for a call begin with; 32 hex digits of the call's identity follow. */
export const PARKED = 'parked|';

/** Accepted results that came before their call, by the call's identity: JSON. */
export function parkedCounter(callIdentity: string): string {
  return `${PARKED}${callIdentity}`;
}

/** What the large amounts of a root have come to, in whole units of whatever currencies, taken back or not. */
export function largeCounter(root: string): string {
  return `large|${root}`;
}

const BACKFILLED = 'backfilled|';

/** What all identities of one backfill begin with; they are forgotten together after its seal. */
export function backfilledPrefix(root: string, backfill: string): string {
  return `${BACKFILLED}${hash('sha256', `${root.length}:${root}${backfill}`).slice(0, 32)}|`;
}

/** An identity that a backfill has counted: seq and content digest, kept until the seal. */
export function backfilledCounter(root: string, backfill: string, identity: string): string {
  return `${backfilledPrefix(root, backfill)}${identity}`;
}
