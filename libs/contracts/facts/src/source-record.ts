import { Fault, isFault } from '@suanpan/fault';
import { packLines, unpackedBytes, unpackLines } from './frame.ts';

/** The first line of a record of `usage.events`. */
export interface SourceHeader {
  readonly v: 1;
  readonly kind: 'events' | 'directive';
  readonly root: string;
  readonly shard: number;
  /** The catalogue revision the writer knew; in force from this record on if it is the highest so far. */
  readonly revision: number;
  /** Receive time by the writer's clock, milliseconds. */
  readonly receivedAt: number;
  /** Number of lines that follow. */
  readonly count: number;
  /** Set on events of a backfill: older than the accepted lateness, within its range. */
  readonly backfill?: BackfillStamp;
}

/** The permission a batch of old events travels with: who gave it stands in the catalogue and the audit log. */
export interface BackfillStamp {
  /** Unique in the root; the seal names it. */
  readonly id: string;
  /** The one source its events may have. */
  readonly source: string;
  /** Event times it may hold: from inclusive, to exclusive, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** `open`: stated in the open period. `none`: history for information, no money in any statement. */
  readonly posting: 'open' | 'none';
}

/** One request, one record: a header and one canonical JSON line per event, or one directive. */
export interface SourceRecord {
  readonly header: SourceHeader;
  readonly lines: readonly string[];
}

/**
 * How far the broker's clock and that of whoever receives events may be apart. Beyond it rating believes only the earlier
 * of append time and receipt, and ingest takes nothing more for the shard until they agree.
 */
export const CLOCK_TOLERANCE_MS = 10 * 60_000;

/** Uncompressed bytes a source record aims not to exceed, so that its outcomes fit one rated record. */
export const SOURCE_RECORD_BYTES_AIM = 512 * 1024;

/** Packs a source record for the log. */
export function packSourceRecord(header: Omit<SourceHeader, 'v' | 'count'>, lines: readonly string[]): Buffer {
  return packLines([JSON.stringify({ v: 1, ...header, count: lines.length }), ...lines]);
}

/** Unpacks a source record; a frame that does not hold what its header says is `log_corrupt`. */
export function unpackSourceRecord(value: Uint8Array): SourceRecord {
  const [first = '', ...lines] = unpackLines(value);
  const header = parseHeader(first);
  if (header.count !== lines.length) {
    throw new Fault('log_corrupt', `A source record announces ${header.count} lines and holds ${lines.length}.`);
  }
  return { header, lines };
}

function parseHeader(line: string): SourceHeader {
  try {
    const header = JSON.parse(line) as SourceHeader;
    if (header.v === 1 && (header.kind === 'events' || header.kind === 'directive')) return header;
  } catch (cause) {
    throw new Fault('log_corrupt', 'The header of a source record is not JSON.', { cause });
  }
  throw new Fault('log_corrupt', 'A source record has an unknown version or kind.');
}

/** Lines and unpacked bytes beyond which a record was not written by any of ours; ten times what requests may hold. */
const SOURCE_LINES_MAX = 10_000;
const SOURCE_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Reads a source record as everybody does who decides or counts its facts: `undefined` for what is no record of ours, which is
 * one fact, whatever its header says. That is a damaged frame, a header whose numbers are none (they would poison
 * every position built on it), and one that holds more than any of ours.
 */
export function readSourceRecord(value: Uint8Array): SourceRecord | undefined {
  if ((unpackedBytes(value) ?? 0) > SOURCE_BYTES_MAX) return undefined;
  try {
    const record = unpackSourceRecord(value);
    return isHeader(record.header) && record.lines.length <= SOURCE_LINES_MAX ? record : undefined;
  } catch (error) {
    if (isFault(error, 'log_corrupt')) return undefined;
    throw error;
  }
}

/** How many facts, and so how many outcomes, a source record holds. */
export function factsIn(value: Uint8Array): number {
  return readSourceRecord(value)?.lines.length ?? 1;
}

function isHeader({ root, shard, revision, receivedAt, backfill }: SourceHeader): boolean {
  const isCounted = [shard, revision, receivedAt].every((n) => Number.isSafeInteger(n) && n >= 0);
  return typeof root === 'string' && isCounted && (backfill === undefined || isStamp(backfill));
}

function isStamp(stamp: BackfillStamp | null): boolean {
  if (stamp === null) return false;
  const { id, source, from, to, posting } = stamp;
  const isRange = [from, to].every(Number.isSafeInteger) && from < to;
  return typeof id === 'string' && typeof source === 'string' && isRange && (posting === 'open' || posting === 'none');
}
