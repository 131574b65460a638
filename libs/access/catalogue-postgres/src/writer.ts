import type { Catalogue, EntityKind, EntityTypes, Revision, SealedRevision } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { migrate, postgresFault } from '@suanpan/postgres';
import type { DataSource } from 'typeorm';
import { CatalogueMirror } from './catalogue-mirror.ts';
import type { CommitRequest } from './change-request.ts';
import { type CommitHooks, commitPlanned } from './commit-planned.ts';
import { readDatabaseHead, requireContinues } from './compare-heads.ts';
import { catalogueDataSource } from './data-source.ts';
import { entityHistory, type HistoryItem, type HistoryOptions } from './entity-history.ts';
import { type ListOptions, listEntities } from './list-entities.ts';
import { listRevisions, type RevisionSummary, readRevision } from './list-revisions.ts';
import { type CatalogueHead, planRevision, planRevisions } from './plan-revision.ts';
import { type PublishOptions, publishOutbox } from './publish-outbox.ts';
import { PublishedRevisions } from './published-revisions.ts';
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

/** Writes the catalogue: one transaction a request, then the topic. */
export interface CatalogueWriter {
  /** Writes one revision of at most `CHANGES_PER_REVISION_MAX` changes, or nothing. It is not published yet. */
  commit(request: CommitRequest, hooks?: CommitHooks): Promise<Revision>;
  /** Writes any number of changes as several revisions in order, in one transaction: all of them or none. */
  commitAll(request: CommitRequest, hooks?: CommitHooks): Promise<Revision[]>;
  /** Tells of each commit of this writer with its newest revision; answers how to stop listening. */
  onCommit(listener: (revision: number) => void): () => void;
  /**
   * The fold of what is stored, own commits included, without waiting for the topic; it goes on growing. `catalogue_behind`
   * if the database went back behind what was folded or published, `catalogue_broken` if it has another past.
   */
  mirror(): Promise<Catalogue>;
  /** Appends what the topic does not have yet; answers how many revisions. */
  publish(options?: Pick<PublishOptions, 'republish'>): Promise<number>;
  /**
   * Whether a revision is on the topic, as soon as this writer hears of it: whoever publishes it, this writer must publish or look,
   * too. False when the time is up before.
   */
  untilPublished(revision: number, withinMs: number): Promise<boolean>;
  head(): Promise<CatalogueHead>;
  /** Entities as they stand in the database, by their ids; a text is the root whose own ones are wanted. */
  list<K extends EntityKind>(kind: K, part?: string | ListOptions): Promise<EntityTypes[K][]>;
  /** What became of an entity, newest first. */
  history<K extends EntityKind>(kind: K, id: string, part?: HistoryOptions): Promise<HistoryItem<K>[]>;
  /** Revisions, newest first; with `before` those before it. */
  revisions(limit: number, before?: number): Promise<RevisionSummary[]>;
  /** One revision with its changes, its hash proved; `undefined` if there is none of the number. */
  revision(number: number): Promise<SealedRevision | undefined>;
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
  const mirror = new CatalogueMirror(source);
  const published = new PublishedRevisions();
  try {
    if (!source.isInitialized) await source.initialize();
    await migrate(source);
    const topic = await readTopicHead(options.log);
    await requireContinues(source, topic);
    published.reached(topic.revision);
    mirror.published(topic);
  } catch (error) {
    if (owned && source.isInitialized) await source.destroy();
    throw postgresFault(error);
  }
  return writerOf(source, { mirror, published }, options, owned);
}

function writerOf(
  source: DataSource,
  { mirror, published }: { readonly mirror: CatalogueMirror; readonly published: PublishedRevisions },
  options: WriterOptions,
  owned: boolean,
): CatalogueWriter {
  const { log, shards, now = Date.now } = options;
  const listeners = new Set<(revision: number) => void>();
  const guarded = <T>(act: () => Promise<T>) => act().catch((error: unknown) => Promise.reject(postgresFault(error)));
  const commit = async (plan: typeof planRevision, request: CommitRequest, hooks: CommitHooks = {}) => {
    const decide = (catalogue: Catalogue) => plan(catalogue, request, { shards, now: now() });
    const revisions = await guarded(() => commitPlanned(source, mirror, decide, hooks));
    for (const listener of listeners) listener(revisions.at(-1)?.revision ?? 0);
    return revisions;
  };
  const heard = (topic: CatalogueHead) => {
    mirror.published(topic);
    published.reached(topic.revision);
  };
  return {
    commit: async (request, hooks) => (await commit(planRevision, request, hooks))[0],
    commitAll: (request, hooks) => commit(planRevisions, request, hooks),
    onCommit: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    mirror: () => guarded(() => mirror.refreshed()),
    publish: (more) => guarded(() => publishOutbox(source, log, { ...more, now, heard })),
    untilPublished: (revision, withinMs) => published.until(revision, withinMs),
    head: () => guarded(() => readDatabaseHead(source.manager)),
    list: (kind, part = {}) =>
      guarded(() => listEntities(source, kind, typeof part === 'string' ? { root: part } : part)),
    history: (kind, id, part = {}) => guarded(() => entityHistory(source, kind, id, part)),
    revisions: (limit, before) => guarded(() => listRevisions(source, limit, before)),
    revision: (number) => guarded(() => readRevision(source, number)),
    verify: () => guarded(() => verifyCatalogue(source, log)),
    close: async () => {
      if (owned && source.isInitialized) await source.destroy();
    },
  };
}
