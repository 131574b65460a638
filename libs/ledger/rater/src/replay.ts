import { USAGE_EVENTS, USAGE_RATED } from '@suanpan/facts';
import { Fault, isFault, isTransient } from '@suanpan/fault';
import type { FoldStore } from '@suanpan/fold-store';
import type { Log, LogRecord } from '@suanpan/kafka';
import { DECIDING_RULES, foldRecord, type RatedRecord, unpackRated } from '@suanpan/rated-record';
import { ShardFold } from '@suanpan/shard-fold';
import { decideGroup } from './decide-group.ts';
import { ALL_RATER_GUARDS, type CatalogueAtRevision, type RaterGuards, type RaterParts } from './rater-parts.ts';
import { rememberView } from './remember-view.ts';

const READ_BYTES = 8 * 1024 * 1024;
const READ_WAIT_MS = 500;

/** An outcome that deciding again does not reproduce. */
export interface ReplayDifference {
  readonly seq: number;
  readonly logged: string;
  readonly replayed: string;
}

/** What replaying one shard showed. */
export interface ReplayReport {
  readonly shard: number;
  readonly outcomes: number;
  /** Outcomes whose source record retention has removed: they are folded and not decided again. */
  readonly removed: number;
  /** Why the replay ended before the log did. */
  readonly fault?: string;
  readonly differences: readonly ReplayDifference[];
}

/** What a replay works with; the store starts empty and is thrown away afterwards. */
export interface ReplayParts {
  readonly log: Log;
  readonly catalogue: CatalogueAtRevision;
  readonly charging: RaterParts['charging'];
  readonly store: FoldStore;
  readonly onProgress?: (share: number) => void;
}

/** A batch is decided again whole, whatever it comes to. */
const AS_LOGGED: RaterGuards = { ...ALL_RATER_GUARDS, batchBound: false };

const DIFFERENCES_MAX = 100;

/**
 * Decides the whole source of a shard again, from nothing but the log and the catalogue, and compares with what was
 * logged: rating is a pure function of the log, so every outcome must come out to the letter.
 */
export async function replayShard(shard: number, parts: ReplayParts): Promise<ReplayReport> {
  const { log, store } = parts;
  const decide = { ...parts, catalogue: rememberView(parts.catalogue) };
  await store.clear();
  const fold = await ShardFold.open(shard, log, store);
  const { start, end } = await log.bounds(USAGE_RATED.name, shard);
  if (start > 0)
    throw new Fault('log_gap', `Shard ${shard}: usage.rated starts at ${start}; a replay needs it from 0.`);
  const sourceStart = (await log.bounds(USAGE_EVENTS.name, shard)).start;
  const differences: ReplayDifference[] = [];
  let removed = 0;
  while (fold.position.ratedOffset < end) {
    const records = await log.read(USAGE_RATED.name, shard, fold.position.ratedOffset, READ_BYTES, READ_WAIT_MS);
    for (const record of records) {
      if (record.offset >= end) break;
      const before = fold.position.nextSeq;
      const replayed = await replayRecord(shard, record, sourceStart, fold, decide);
      if (replayed === undefined) removed += fold.position.nextSeq - before;
      else differences.push(...replayed);
      if (differences.length >= DIFFERENCES_MAX)
        return { shard, outcomes: fold.position.nextSeq, removed, differences };
      parts.onProgress?.(fold.position.ratedOffset / end);
    }
  }
  return { shard, outcomes: fold.position.nextSeq, removed, differences };
}

/** {@link replayShard}, with a log that cannot be trusted as an answer: the other shards are replayed all the same. */
export async function tryReplay(shard: number, parts: ReplayParts): Promise<ReplayReport> {
  try {
    return await replayShard(shard, parts);
  } catch (error) {
    if (!isFault(error) || isTransient(error)) throw error;
    return { shard, outcomes: 0, removed: 0, differences: [], fault: `${error.code}: ${error.detail}` };
  }
}

/** The differences of a batch; `undefined` where its source is no longer there. */
async function replayRecord(
  shard: number,
  record: LogRecord,
  sourceStart: number,
  fold: ShardFold,
  parts: ReplayParts,
): Promise<ReplayDifference[] | undefined> {
  const step = foldRecord(fold.position, record.offset, record.value);
  const batch = step.step === 'accepted' ? step.record : undefined;
  const isRemoved = batch?.header.kind === 'batch' && batch.header.from < sourceStart;
  const differences = batch === undefined || isRemoved ? [] : await replayBatch(shard, batch, fold, parts);
  await fold.foldTo(record.offset + 1);
  return isRemoved ? undefined : differences;
}

async function replayBatch(
  shard: number,
  batch: RatedRecord,
  fold: ShardFold,
  parts: ReplayParts,
): Promise<ReplayDifference[]> {
  if (batch.header.kind !== 'batch') return [];
  const { from, to, times, claim, rules = 1, rememberedFrom = 0 } = batch.header;
  if (rules > DECIDING_RULES) throw new Fault('log_newer', `Shard ${shard}: a batch was decided by rules ${rules}.`);
  const sources = await readRange(parts.log, shard, from, to);
  const decided = await decideGroup(
    shard,
    sources,
    fold,
    { ...parts, guards: AS_LOGGED, times, rules, rememberedFrom },
    claim,
  );
  const replayed = unpackRated(decided.value).lines;
  const differences: ReplayDifference[] = [];
  for (let i = 0; i < Math.max(batch.lines.length, replayed.length); i += 2) {
    const [was, is] = [batch.lines[i] ?? '', replayed[i] ?? ''];
    if (was !== is) differences.push({ seq: batch.header.firstSeq + i / 2, logged: was, replayed: is });
  }
  return differences;
}

async function readRange(log: Log, shard: number, from: number, to: number): Promise<LogRecord[]> {
  const sources: LogRecord[] = [];
  while (sources.length < to - from) {
    const due = from + sources.length;
    const records = await log.read(USAGE_EVENTS.name, shard, due, READ_BYTES, READ_WAIT_MS);
    if (records.length === 0)
      throw new Fault('log_gap', `Shard ${shard}: usage.events ${due} cannot be read any more.`);
    for (const record of records) if (record.offset < to) sources.push(record);
  }
  return sources;
}
