import type { EntityKind, EntityTypes, Revision } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { inTransaction, migrate, postgresFault } from '@suanpan/postgres';
import type { DataSource } from 'typeorm';
import { CHANGES_PER_REVISION_MAX, type ChangeRequest, type CommitRequest } from './change-request.ts';
import { readDatabaseHead, requireContinues } from './compare-heads.ts';
import { catalogueDataSource } from './data-source.ts';
import { listEntities, listRevisions, type RevisionSummary } from './list-catalogue.ts';
import { loadState } from './load-state.ts';
import { type CatalogueHead, planRevision } from './plan-revision.ts';
import { type PublishOptions, publishOutbox } from './publish-outbox.ts';
import { storeRevision } from './store-revision.ts';
import { headTable } from './tables.ts';
import { readTopicHead } from './topic-head.ts';
import { type VerifyReport, verifyCatalogue } from './verify-catalogue.ts';

export interface WriterOptions {
  /** Where the tables are; a data source is used as it is and not closed, an address is connected and closed here. */
  readonly database: string | DataSource;
  /** The log with `catalogue.changes`. */
  readonly log: Log;
  /** New roots go on shards 0 to shards - 1: the number of partitions of `usage.events`. */
  readonly shards: number;
  readonly now?: () => number;
}

/** Writes the catalogue: one transaction a revision, then the topic. */
export interface CatalogueWriter {
  /** Writes one revision of at most {@link CHANGES_PER_REVISION_MAX} changes, or nothing. It is not published yet. */
  commit(request: CommitRequest): Promise<Revision>;
  /** Writes any number of changes as several revisions in order; a fault leaves those before it written. */
  commitAll(request: CommitRequest): Promise<Revision[]>;
  /** Appends what the topic does not have yet; answers how many revisions. */
  publish(options?: Pick<PublishOptions, 'republish'>): Promise<number>;
  head(): Promise<CatalogueHead>;
  /** Entities as they stand in the database; with a root, its own ones only. */
  list<K extends EntityKind>(kind: K, root?: string): Promise<EntityTypes[K][]>;
  /** Revisions, newest first. */
  revisions(limit: number): Promise<RevisionSummary[]>;
  /** Proves tables, chain and topic against each other. */
  verify(): Promise<VerifyReport>;
  close(): Promise<void>;
}

/**
 * Opens the catalogue for writing: runs missing migrations and proves that the database continues the topic.
 * `catalogue_behind` for a database restored from an older backup, `catalogue_broken` for another catalogue's topic,
 * `unavailable` when the database or the log does not answer.
 */
export async function openCatalogueWriter(options: WriterOptions): Promise<CatalogueWriter> {
  if (!Number.isSafeInteger(options.shards) || options.shards < 1) {
    throw new Fault('config_invalid', 'The number of shards must be at least 1.');
  }
  const owned = typeof options.database === 'string';
  const source = typeof options.database === 'string' ? catalogueDataSource(options.database) : options.database;
  try {
    if (!source.isInitialized) await source.initialize();
    await migrate(source);
    await requireContinues(source, await readTopicHead(options.log));
  } catch (error) {
    if (owned && source.isInitialized) await source.destroy();
    throw postgresFault(error);
  }
  return writerOf(source, options, owned);
}

function writerOf(source: DataSource, options: WriterOptions, owned: boolean): CatalogueWriter {
  const { log, shards, now = Date.now } = options;
  const guarded = <T>(act: () => Promise<T>) => act().catch((error: unknown) => Promise.reject(postgresFault(error)));
  const commit = (request: CommitRequest) => guarded(() => commitRevision(source, request, shards, now));
  return {
    commit,
    commitAll: async (request) => {
      const revisions: Revision[] = [];
      for (const changes of chunksOf(request.changes)) revisions.push(await commit({ ...request, changes }));
      return revisions;
    },
    publish: (more) => guarded(() => publishOutbox(source, log, { ...more, now })),
    head: () => guarded(() => readDatabaseHead(source.manager)),
    list: (kind, root) => guarded(() => listEntities(source, kind, root)),
    revisions: (limit) => guarded(() => listRevisions(source, limit)),
    verify: () => guarded(() => verifyCatalogue(source, log)),
    close: async () => {
      if (owned && source.isInitialized) await source.destroy();
    },
  };
}

function commitRevision(source: DataSource, request: CommitRequest, shards: number, now: () => number) {
  return inTransaction(source, 'READ COMMITTED', async (tables) => {
    // Every writer takes this one row first: revisions get their numbers one after another, and without gaps.
    const head = await tables.findOneOrFail(headTable, { where: { id: 1 }, lock: { mode: 'pessimistic_write' } });
    const state = await loadState(tables, request.changes, shards);
    const plan = planRevision(head, state, request, now());
    if (!plan.ok) throw plan.fault;
    await storeRevision(tables, plan);
    return plan.revision;
  });
}

function chunksOf(changes: readonly ChangeRequest[]): ChangeRequest[][] {
  const chunks: ChangeRequest[][] = [];
  for (let i = 0; i < changes.length; i += CHANGES_PER_REVISION_MAX) {
    chunks.push(changes.slice(i, i + CHANGES_PER_REVISION_MAX));
  }
  return chunks;
}
