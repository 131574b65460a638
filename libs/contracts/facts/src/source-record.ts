import { Fault } from '@suanpan/fault';
import { packLines, unpackLines } from './frame.ts';

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
