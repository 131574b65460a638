import type { Directive, EventFact } from '@suanpan/facts';
import { CHARGED_DIGITS, chargedDigest, countedEntries, countsCall, settledCalls } from './charged-digest.ts';
import { countedDay, type IdentifiedOutcome, type StatePut } from './fold-state.ts';
import { damagedValue } from './stored-value.ts';

// What calls are charged now, as digests. Those of one batch stand in one value, 8 bytes a call, under the seq of its last outcome, so
// that the first key from a seq on is that of its batch. What was corrected since has a key of its own.

const BATCH_PREFIX = 0x73; // s
const CORRECTED_PREFIX = 0x74; // t
const DAY_BYTES = 4;
const DIGEST_BYTES = CHARGED_DIGITS / 2;
const NONE = '0'.repeat(CHARGED_DIGITS);

/** Key prefix of the digests of batches. */
export const CHARGED_KEYS: Uint8Array = Uint8Array.of(BATCH_PREFIX);

/** Key prefix of the digests of calls that were corrected. */
export const CORRECTED_KEYS: Uint8Array = Uint8Array.of(CORRECTED_PREFIX);

/** Key of the batch whose last outcome has a seq; also where to look for the batch of any seq. */
export function chargedKey(lastSeq: number): Buffer {
  return seqKey(BATCH_PREFIX, lastSeq);
}

/** Key of a call that was corrected. */
export function correctedKey(seq: number): Buffer {
  return seqKey(CORRECTED_PREFIX, seq);
}

function seqKey(prefix: number, seq: number): Buffer {
  const key = Buffer.allocUnsafe(9);
  key[0] = prefix;
  key.writeBigUInt64BE(BigInt(seq), 1);
  return key;
}

/** The seq in a key of either kind. */
export function seqOfChargedKey(key: Uint8Array): number {
  return Number(Buffer.from(key.buffer, key.byteOffset, key.byteLength).readBigUInt64BE(1));
}

/** The digest of one seq in the value of its batch; `undefined` where it counted no call, or the batch does not hold it. */
export function chargedIn(lastSeq: number, value: Uint8Array, seq: number): string | undefined {
  const bytes = batchBytes(value);
  const at = bytes.length - (lastSeq - seq + 1) * DIGEST_BYTES;
  if (at < DAY_BYTES || seq > lastSeq) return undefined;
  const digest = bytes.toString('hex', at, at + DIGEST_BYTES);
  return digest === NONE ? undefined : digest;
}

/** The UTC day a batch counts from when its digests are forgotten, as identities are: see `countedDay`. */
export function chargedDay(value: Uint8Array): number {
  return batchBytes(value).readUInt32BE(0);
}

function batchBytes(value: Uint8Array): Buffer {
  if (value.length <= DAY_BYTES || (value.length - DAY_BYTES) % DIGEST_BYTES !== 0) {
    throw damagedValue('what the calls of a batch are charged');
  }
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

/** The digest of a corrected call, as stored. */
export function correctedDigest(value: Uint8Array): string {
  if (value.length !== DIGEST_BYTES) throw damagedValue('what a corrected call is charged');
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
}

/** What the outcomes of one batch, in order, change of these digests. */
export function chargedPuts(outcomes: readonly IdentifiedOutcome[]): StatePut[] {
  const last = outcomes.at(-1);
  if (last === undefined) return [];
  const puts: StatePut[] = [];
  const value = Buffer.alloc(DAY_BYTES + outcomes.length * DIGEST_BYTES);
  value.writeUInt32BE(
    Math.max(...outcomes.map(({ outcome }) => countedDay(outcome.postedAt, outcome.receivedAt, 2))),
    0,
  );
  let isAny = false;
  outcomes.forEach(({ outcome, subject, digest, identity }, i) => {
    if (countsCall(outcome, subject)) {
      isAny = true;
      const entries = countedEntries(outcome.entries);
      const charged = chargedDigest({ event: subject, content: digest, identity, entries });
      value.write(charged, DAY_BYTES + i * DIGEST_BYTES, 'hex');
    } else if (outcome.kind === 'adjusted') {
      for (const call of settledCalls(outcome, subject as EventFact | Directive)) {
        puts.push([correctedKey(call.seq), Buffer.from(chargedDigest(call), 'hex')]);
      }
    }
  });
  if (isAny) puts.push([chargedKey(last.outcome.seq), value]);
  return puts;
}
