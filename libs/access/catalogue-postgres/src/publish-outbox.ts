import { packSealed } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES } from '@suanpan/facts';
import { Fault, isFault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { type DataSource, IsNull, LessThanOrEqual, MoreThan, Not, type QueryRunner } from 'typeorm';
import { requireContinues } from './compare-heads.ts';
import type { CatalogueHead } from './plan-revision.ts';
import { outboxTable, revisionTable } from './tables.ts';
import { readTopicHead } from './topic-head.ts';

/** Names the advisory lock of the one publisher; any number that nothing else in the database uses. */
export const PUBLISHER_LOCK = 7_261_110_337;
const REVISIONS_PER_READ = 50;
const APPEND_BYTES_AIM = 1024 * 1024;
const TRIES_MAX = 3;

export interface PublishOptions {
  /** Publishes again what a topic has lost that was re-created. Without it that is `log_truncated`. */
  readonly republish?: boolean;
  readonly now?: () => number;
  /** Told where the topic stands, at first and after each append. */
  readonly heard?: (topic: CatalogueHead) => void;
}

/**
 * Appends every revision the topic does not have yet, in order, and answers how many it appended. The topic itself tells
 * where to go on, so that a crash between append and mark, an append with an unknown result, or a second publisher
 * neither loses nor repeats a revision. `append_failed` and `unavailable` pass; what is committed stays to be published.
 */
export async function publishOutbox(source: DataSource, log: Log, options: PublishOptions = {}): Promise<number> {
  const runner = source.createQueryRunner();
  await runner.connect();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [PUBLISHER_LOCK]);
    try {
      return await publishLocked(source, runner, log, options);
    } finally {
      // A lost connection has given up its lock, and its runner, by itself.
      if (!runner.isReleased) await runner.query('SELECT pg_advisory_unlock($1)', [PUBLISHER_LOCK]);
    }
  } finally {
    if (!runner.isReleased) await runner.release();
  }
}

async function publishLocked(source: DataSource, runner: QueryRunner, log: Log, options: PublishOptions) {
  const now = options.now ?? Date.now;
  let topic: CatalogueHead = await readTopicHead(log);
  if (options.republish !== true && (await markedBeyond(source, topic.revision)) !== undefined) {
    // A publisher whose connection died has given up the lock, and may have appended and marked since the topic was read.
    topic = await readTopicHead(log);
    await requireNothingLost(source, topic.revision);
  }
  options.heard?.(topic);
  await requireContinues(source, topic);
  await mark(source, topic.revision, now());
  const before = topic.revision;
  for (let tries = 0; ; ) {
    const batch = await nextBatch(source, topic.revision);
    const last = batch.at(-1);
    if (last === undefined) return topic.revision - before;
    // The lock is gone if its connection is; going on without it would make two publishers.
    await runner.query('SELECT 1');
    try {
      await log.append(
        CATALOGUE_CHANGES.name,
        0,
        batch.map((revision) => revision.packed),
      );
      topic = last;
      tries = 0;
    } catch (error) {
      tries += 1;
      if (!isFault(error, 'append_failed') || tries >= TRIES_MAX) throw error;
      topic = await readTopicHead(log);
      await requireContinues(source, topic);
    }
    options.heard?.(topic);
    await mark(source, topic.revision, now());
  }
}

interface PackedRevision extends CatalogueHead {
  readonly packed: Buffer;
}

/** The revisions to append next: at least one if there is one, and together well below the topic's record limit. */
async function nextBatch(source: DataSource, after: number): Promise<PackedRevision[]> {
  const rows = await source.manager.find(revisionTable, {
    where: { revision: MoreThan(after) },
    order: { revision: 'ASC' },
    take: REVISIONS_PER_READ,
  });
  const batch: PackedRevision[] = [];
  let bytes = 0;
  for (const { revision, hash, text } of rows) {
    const packed = packSealed({ text, hash });
    bytes += packed.length;
    if (batch.length > 0 && bytes > APPEND_BYTES_AIM) break;
    batch.push({ revision, hash, packed });
  }
  return batch;
}

async function mark(source: DataSource, upTo: number, now: number): Promise<void> {
  const unpublished = { revision: LessThanOrEqual(upTo), publishedAt: IsNull() };
  await source.manager.update(outboxTable, unpublished, { publishedAt: now });
}

/** The newest revision that was marked as published and lies behind what the topic was seen to hold. */
async function markedBeyond(source: DataSource, topicRevision: number): Promise<number | undefined> {
  const newest = await source.manager.findOne(outboxTable, {
    where: { revision: MoreThan(topicRevision), publishedAt: Not(IsNull()) },
    order: { revision: 'DESC' },
  });
  return newest?.revision;
}

async function requireNothingLost(source: DataSource, topicRevision: number): Promise<void> {
  const lost = await markedBeyond(source, topicRevision);
  if (lost === undefined) return;
  throw new Fault(
    'log_truncated',
    `The topic ends at revision ${topicRevision}, but revision ${lost} was published before. If the topic was re-created on purpose, publish again with republish.`,
  );
}
