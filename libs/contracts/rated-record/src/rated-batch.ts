import { hash } from 'node:crypto';
import { type Directive, type EventFact, encodeLines, type Outcome, packText, unpackText } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';

/** How late and how early an event may be; part of the decision, so it stands in the log with it. */
export interface AcceptedTimes {
  readonly latenessDays: number;
  readonly aheadSeconds: number;
  /** For how many days of fold time a call can be corrected; 100 if absent. */
  readonly correctionDays?: number;
}

export const CORRECTION_DAYS = 100;

/**
 * The rules of deciding, by version; each batch says by which it was decided, so that an older log is decided again as it
 * was. 1: fold time is the running maximum of append times, and no sum and no size has a bound. 2: fold time goes no further
 * than ten minutes beyond receipt, what was forgotten once stays forgotten, and what would pass a bound is rejected.
 */
export const DECIDING_RULES = 2;

/** A rater says that it takes over a shard; every batch of an earlier claim that follows is void. */
export interface ClaimHeader {
  readonly v: 1;
  readonly kind: 'claim';
  readonly shard: number;
  readonly claim: string;
  /** The process that claims, for people. */
  readonly instance: string;
}

/** The header of a batch of consecutive outcomes. All that a reader needs to know whether the batch counts. */
export interface BatchHeader {
  readonly v: 1;
  readonly kind: 'batch';
  readonly shard: number;
  readonly claim: string;
  readonly firstSeq: number;
  readonly count: number;
  /** Source offsets the batch decides: from inclusive, to exclusive. Never empty. */
  readonly from: number;
  readonly to: number;
  /** Revision in force after the batch. */
  readonly revision: number;
  /** Fold time after the batch, epoch milliseconds. */
  readonly foldTime: number;
  /** Digest of the last source record decided, so that a re-created source is noticed. */
  readonly sourceDigest: string;
  readonly times: AcceptedTimes;
  /** The rules of deciding; absent in batches that know of no others than the first. */
  readonly rules?: number;
  /** Identities counted before this UTC day were forgotten before the batch; absent by the first rules. */
  readonly rememberedFrom?: number;
  /** Hash of the batch before in the chain. */
  readonly prev: string;
}

/** An outcome with its subject, both as the texts that stand in the log. */
export interface OutcomeText {
  readonly outcome: string;
  readonly subject: string;
}

/** A record of `usage.rated`, its hash proven against its text. */
export type RatedRecord =
  | { readonly header: ClaimHeader; readonly hash: string; readonly lines: readonly string[] }
  | { readonly header: BatchHeader; readonly hash: string; readonly lines: readonly string[] };

/** An outcome of a batch, parsed; the subject is an event, a directive, or what was left of something unreadable. */
export interface RatedOutcome {
  readonly outcome: Outcome;
  readonly subject: EventFact | Directive | { readonly unreadable: string };
  readonly subjectText: string;
}

const HASH_CHARS = 64;

/** Place for the hash and the line feed behind it. */
const HASH_ROOM = HASH_CHARS + 1;

/** The hash before the first batch of a shard. */
export function genesisHash(shard: number): string {
  return hash('sha256', `suanpan usage.rated v1 shard ${shard}`);
}

/** Packs a claim for the log. */
export function packClaim(claim: Omit<ClaimHeader, 'v' | 'kind'>): Buffer {
  return seal([JSON.stringify({ v: 1, kind: 'claim', ...claim })]).value;
}

/** Packs a batch: hash, header, then two lines per outcome. Answers the value and the record as a reader will see it. */
export function packBatch(
  header: Omit<BatchHeader, 'v' | 'kind' | 'count'>,
  outcomes: readonly OutcomeText[],
): { value: Buffer; record: RatedRecord } {
  const whole: BatchHeader = { v: 1, kind: 'batch', ...header, count: outcomes.length };
  const lines: string[] = [];
  for (const { outcome, subject } of outcomes) lines.push(outcome, subject);
  const { value, hash: sealed } = seal([JSON.stringify(whole), ...lines]);
  return { value, record: { header: whole, hash: sealed, lines } };
}

/** Encodes once: the hash is taken over the bytes that are packed, and put in front of them. */
function seal(lines: readonly string[]): { value: Buffer; hash: string } {
  const bytes = encodeLines(lines, HASH_ROOM);
  const sealed = hash('sha256', bytes.subarray(HASH_ROOM));
  bytes.write(`${sealed}\n`, 'latin1');
  return { value: packText(bytes), hash: sealed };
}

/**
 * Unpacks a record of the rated log. `log_corrupt` when it is no frame, its text does not match its hash, or it does
 * not hold as many outcomes as it says. `proveHash: false` exists for the simulation alone.
 */
export function unpackRated(value: Uint8Array, proveHash = true): RatedRecord {
  const bytes = unpackText(value);
  const sealed = bytes.toString('latin1', 0, HASH_CHARS);
  const body = bytes.subarray(HASH_ROOM);
  if (proveHash && hash('sha256', body) !== sealed) {
    throw new Fault('log_corrupt', 'A record of the rated log does not match its hash.');
  }
  const [first = '', ...lines] = body.toString('utf8').split('\n');
  const header = parseHeader(first);
  if (header.kind === 'claim') return { header, hash: sealed, lines };
  if (lines.length !== header.count * 2) {
    throw new Fault('log_corrupt', `A batch announces ${header.count} outcomes and holds ${lines.length / 2}.`);
  }
  return { header, hash: sealed, lines };
}

function parseHeader(line: string): ClaimHeader | BatchHeader {
  try {
    const header = JSON.parse(line) as ClaimHeader | BatchHeader;
    if (header.v === 1 && (header.kind === 'claim' || header.kind === 'batch')) return header;
  } catch (cause) {
    throw new Fault('log_corrupt', 'The header of a rated record is not JSON.', { cause });
  }
  throw new Fault('log_corrupt', 'A rated record has an unknown version or kind.');
}

/** Parses the outcomes of a batch. */
export function* outcomesOf(record: RatedRecord): Generator<RatedOutcome> {
  for (let i = 0; i + 1 < record.lines.length; i += 2) {
    const subjectText = record.lines[i + 1] ?? '';
    yield {
      outcome: JSON.parse(record.lines[i] ?? '') as Outcome,
      subject: JSON.parse(subjectText) as RatedOutcome['subject'],
      subjectText,
    };
  }
}
