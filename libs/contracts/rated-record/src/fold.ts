import { Fault, type FaultCode, isFault } from '@suanpan/fault';
import { utcDayNumber } from '@suanpan/time';
import { chargesKeptFrom, rememberedFrom } from './kept-days.ts';
import { type BatchHeader, type RatedRecord, unpackRated } from './rated-batch.ts';
import { RECENT_BATCHES, type ShardPosition } from './shard-position.ts';

/**
 * The guards of the fold. All are on wherever money is at stake; the simulation switches one off at a time to show
 * that each is needed.
 */
export interface FoldGuards {
  /** Batches of a claimant that is not the newest are void. */
  readonly claim: boolean;
  /** A batch must match its hash and continue the hash of the batch before. */
  readonly chain: boolean;
  /** A batch must continue seq and source range. */
  readonly contiguity: boolean;
}

export const ALL_FOLD_GUARDS: FoldGuards = { claim: true, chain: true, contiguity: true };

/** What one record of the rated log means to a reader that stands at a position. */
export type FoldStep =
  | { readonly step: 'claimed'; readonly position: ShardPosition }
  | { readonly step: 'accepted'; readonly position: ShardPosition; readonly record: RatedRecord }
  | { readonly step: 'ignored'; readonly reason: 'stale_claim' | 'repeat'; readonly position: ShardPosition }
  | { readonly step: 'halted'; readonly code: FaultCode; readonly detail: string };

/**
 * The one fold that every reader of `usage.rated` uses: it tells whether a record counts and where the reader stands
 * after it. It never throws for what the log holds; a log that cannot be trusted is a halt with its reason.
 */
export function foldRecord(
  position: ShardPosition,
  offset: number,
  value: Uint8Array,
  guards: FoldGuards = ALL_FOLD_GUARDS,
): FoldStep {
  if (offset !== position.ratedOffset) {
    return halt('log_gap', `Record ${offset} was read where ${position.ratedOffset} was due.`);
  }
  const record = readRecord(value, guards);
  if (isFault(record)) return halt(record.code, `${record.detail} (offset ${offset})`);
  return foldRated(position, offset, record, guards);
}

/** {@link foldRecord} for a record that is unpacked already, such as the one a rater has just made. */
export function foldRated(
  position: ShardPosition,
  offset: number,
  record: RatedRecord,
  guards: FoldGuards = ALL_FOLD_GUARDS,
): FoldStep {
  const next = { ...position, ratedOffset: offset + 1 };
  const { header } = record;
  if (header.shard !== position.shard) {
    return halt('log_corrupt', `Record ${offset} is of shard ${header.shard}, not ${position.shard}.`);
  }
  if (header.kind === 'claim') return { step: 'claimed', position: { ...next, claim: header.claim } };
  if (guards.claim && header.claim !== position.claim)
    return { step: 'ignored', reason: 'stale_claim', position: next };
  if (header.to <= position.nextSource) return foldRepeat(position, next, header, record.hash, guards);
  return foldNext(position, next, header, record, guards);
}

function readRecord(value: Uint8Array, guards: FoldGuards): RatedRecord | Fault {
  try {
    return unpackRated(value, guards.chain);
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
}

function foldRepeat(
  position: ShardPosition,
  next: ShardPosition,
  header: BatchHeader,
  hash: string,
  guards: FoldGuards,
): FoldStep {
  const known = position.recent.find((batch) => batch.from < header.to && header.from < batch.to);
  if (guards.chain && known !== undefined && known.hash !== hash) {
    return halt('log_rewritten', `Source range ${header.from}-${header.to} was decided before in another way.`);
  }
  return { step: 'ignored', reason: 'repeat', position: next };
}

function foldNext(
  position: ShardPosition,
  next: ShardPosition,
  header: BatchHeader,
  record: RatedRecord,
  guards: FoldGuards,
): FoldStep {
  if (guards.chain && header.prev !== position.hash) {
    return halt('chain_broken', `The batch at seq ${header.firstSeq} does not continue hash ${position.hash}.`);
  }
  if (guards.contiguity && (header.firstSeq !== position.nextSeq || header.from !== position.nextSource)) {
    return halt(
      'chain_broken',
      `The batch starts at seq ${header.firstSeq}, source ${header.from}; due were ${position.nextSeq}, ${position.nextSource}.`,
    );
  }
  const recent = [...position.recent, { from: header.from, to: header.to, hash: record.hash }].slice(-RECENT_BATCHES);
  return {
    step: 'accepted',
    record,
    position: {
      ...next,
      acceptedOffset: next.ratedOffset - 1,
      nextSeq: header.firstSeq + header.count,
      nextSource: header.to,
      hash: record.hash,
      revision: header.revision,
      foldTime: header.foldTime,
      sourceDigest: header.sourceDigest,
      recent,
      ...forgotten(position, header),
      ...proven(position, header),
    },
  };
}

/** What has been forgotten with a batch never comes back, whatever later batches accept. */
function forgotten(
  { rememberedFrom: before = 0 }: ShardPosition,
  { rules = 1, rememberedFrom: named = 0, foldTime, times }: BatchHeader,
): Pick<ShardPosition, 'rememberedFrom'> {
  if (rules < 2) return {};
  return { rememberedFrom: Math.max(before, named, rememberedFrom(foldTime, times)) };
}

function proven(
  { proves }: ShardPosition,
  { rules = 1, firstSeq, foldTime, times }: BatchHeader,
): Pick<ShardPosition, 'proves'> {
  if (rules < 2) return {};
  const { fromSeq = firstSeq, fromDay = utcDayNumber(foldTime), keptFrom = 0 } = proves ?? {};
  return { proves: { fromSeq, fromDay, keptFrom: Math.max(keptFrom, chargesKeptFrom(foldTime, times)) } };
}

function halt(code: FaultCode, detail: string): FoldStep {
  return { step: 'halted', code, detail };
}
