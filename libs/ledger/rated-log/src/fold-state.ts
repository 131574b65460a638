import type { Directive, EventFact } from '@suanpan/facts';
import { contentDigest, eventIdentity } from '@suanpan/identity';
import type { RatedOutcome } from '@suanpan/rated-record';
import type { EpochMs } from '@suanpan/time';
import { utcDayNumber } from '@suanpan/time';
import { damagedValue } from './stored-value.ts';

/** One change of the folded state; `undefined` deletes. */
export type StatePut = readonly [key: Uint8Array, value: Uint8Array | undefined];

/** What is remembered of an identity that was counted. */
export interface SeenIdentity {
  readonly seq: number;
  /** UTC day of receipt; the identity is forgotten by it. See `countedDay`. */
  readonly day: number;
  /** Content digest, hex. */
  readonly digest: string;
  /** The form of the event's line; absent for the older one. See `UsageEvent.form`. */
  readonly form?: 2 | undefined;
}

const IDENTITY_PREFIX = 0x69; // i
const OPEN_PREFIX = 0x71; // q
const COUNTER_PREFIX = 0x63; // c
const SEEN_BYTES = 20;
/** The highest bit of the day says that the line was in the present form; no day is that late. */
const PRESENT_FORM = 0x8000_0000;

/** Key prefix of the quarantined outcomes that wait for a price. */
export const OPEN_KEYS: Uint8Array = Uint8Array.of(OPEN_PREFIX);

/** Key prefix of the remembered identities. */
export const IDENTITY_KEYS: Uint8Array = Uint8Array.of(IDENTITY_PREFIX);

/** Key prefix of the counters. */
export const COUNTER_KEYS: Uint8Array = Uint8Array.of(COUNTER_PREFIX);

/** Key of an identity given in hex. */
export function identityKey(identity: string): Buffer {
  const key = Buffer.allocUnsafe(1 + identity.length / 2);
  key[0] = IDENTITY_PREFIX;
  key.write(identity, 1, 'hex');
  return key;
}

/** Keys of open outcomes sort by seq. */
export function openKey(seq: number): Buffer {
  const key = Buffer.allocUnsafe(9);
  key[0] = OPEN_PREFIX;
  key.writeBigUInt64BE(BigInt(seq), 1);
  return key;
}

export function seqOfOpenKey(key: Uint8Array): number {
  return Number(Buffer.from(key.buffer, key.byteOffset, key.byteLength).readBigUInt64BE(1));
}

export function counterKey(name: string): Buffer {
  return Buffer.concat([COUNTER_KEYS, Buffer.from(name)]);
}

export function nameOfCounterKey(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('utf8', 1);
}

export function encodeSeen(seen: SeenIdentity): Buffer {
  const value = Buffer.allocUnsafe(SEEN_BYTES);
  value.writeUIntBE(Math.floor(seen.seq / 0x1_0000_0000), 0, 4);
  value.writeUInt32BE(seen.seq % 0x1_0000_0000, 4);
  value.writeUInt32BE(seen.form === undefined ? seen.day : seen.day + PRESENT_FORM, 8);
  value.write(seen.digest, 12, 'hex');
  return value;
}

/** Reads what `encodeSeen` wrote; `state_damaged` if it is something else. */
export function decodeSeen(value: Uint8Array): SeenIdentity {
  if (value.length !== SEEN_BYTES) throw damagedValue('an identity');
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const day = bytes.readUInt32BE(8);
  return {
    seq: bytes.readUInt32BE(0) * 0x1_0000_0000 + bytes.readUInt32BE(4),
    day: day % PRESENT_FORM,
    digest: bytes.toString('hex', 12, SEEN_BYTES),
    ...(day >= PRESENT_FORM ? { form: 2 } : {}),
  };
}

/**
 * Tells whether an identity still counts. That follows from what the log has said so far, never from what was swept: an
 * identity that was forgotten once stays forgotten, also if more lateness is accepted afterwards.
 */
export function isLive(seen: Pick<SeenIdentity, 'day'>, rememberedFromDay: number): boolean {
  return seen.day >= rememberedFromDay;
}

/**
 * The day an identity is forgotten by: of its receipt or of fold time, whichever is later. By receipt, because a broker's
 * clock that was behind and is put right must not make it old at once; by the first rules it was the day of fold time.
 */
export function countedDay(foldTime: EpochMs, receivedAt: EpochMs, rules: number): number {
  return utcDayNumber(rules < 2 ? foldTime : Math.max(foldTime, receivedAt));
}

/** The form of the line a fact came in; only calls have a newer one. */
export function formOf(subject: EventFact | Directive): 2 | undefined {
  return 'form' in subject && subject.form === 2 ? 2 : undefined;
}

/** An outcome together with its identity, where that has been computed already. */
export interface IdentifiedOutcome extends RatedOutcome {
  readonly identity?: string;
  readonly digest?: string;
}

/**
 * What an accepted outcome changes in the folded state. It follows from the log alone: a rater that just decided and a
 * reader that folds later write the same.
 */
export function statePuts(rated: IdentifiedOutcome, rules: number): StatePut[] {
  const { outcome, subjectText } = rated;
  const puts: StatePut[] = [];
  if (outcome.kind === 'rated' || outcome.kind === 'quarantined' || outcome.kind === 'adjusted') {
    const subject = rated.subject as EventFact | Directive;
    const identity = rated.identity ?? eventIdentity(subject.root, subject.source, subject.id);
    const digest = rated.digest ?? contentDigest(subjectText);
    const day = countedDay(outcome.postedAt, outcome.receivedAt, rules);
    puts.push([identityKey(identity), encodeSeen({ seq: outcome.seq, day, digest, form: formOf(subject) })]);
  }
  if (outcome.kind === 'quarantined') puts.push([openKey(outcome.seq), Buffer.from(subjectText)]);
  for (const entry of outcome.entries) {
    if (entry.corrects !== undefined) puts.push([openKey(entry.corrects), undefined]);
  }
  for (const seq of outcome.closes ?? []) puts.push([openKey(seq), undefined]);
  for (const [name, value] of outcome.counters ?? []) {
    puts.push([counterKey(name), value === null ? undefined : Buffer.from(value)]);
  }
  return puts;
}
