import { isDeepStrictEqual } from 'node:util';
import { Catalogue, ENTITY_KINDS, type EntityKind, unpackRevision, unsealRevision } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES } from '@suanpan/facts';
import { isFault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { type DataSource, MoreThan } from 'typeorm';
import { readDatabaseHead } from './compare-heads.ts';
import { KIND_TABLES } from './kind-tables.ts';
import { revisionTable, touchedTable } from './tables.ts';

/** What a verification found. */
export interface VerifyReport {
  readonly databaseRevision: number;
  readonly topicRevision: number;
  /** Revisions that are written but not on the topic yet: not a flaw. */
  readonly unpublished: number;
  readonly hash: string;
  /** What does not agree, one sentence each; empty when everything does. */
  readonly flaws: readonly string[];
}

const REVISIONS_PER_READ = 50;
const READ_BYTES_MAX = 4 * 1024 * 1024;
const READ_WAIT_MS = 1_000;
const FLAWS_MAX = 20;

/** The fold of what is stored, and how often each revision touched an entity. */
interface Folded {
  readonly catalogue: Catalogue;
  /** Pairs of revision and entity. */
  touches: number;
}

/** Folds the stored revisions and the topic anew and compares both with each other and with the tables. */
export async function verifyCatalogue(source: DataSource, log: Log): Promise<VerifyReport> {
  const flaws: string[] = [];
  const head = await readDatabaseHead(source.manager);
  const folded = await foldDatabase(source, flaws);
  const stored = folded.catalogue;
  if (stored.revision !== head.revision || stored.hash !== head.hash) {
    flaws.push(`The head stands at revision ${head.revision}, its revisions end at ${stored.revision}.`);
  }
  for (const kind of ENTITY_KINDS) await compareTable(source, stored, kind, flaws);
  await compareTouches(source, folded, flaws);
  const topic = await foldTopic(log, flaws);
  const agreed = await source.manager.findOneBy(revisionTable, { revision: topic.revision });
  if (topic.revision > stored.revision)
    flaws.push(`The topic stands at revision ${topic.revision}, ahead of the database.`);
  else if (topic.revision > 0 && agreed?.hash !== topic.hash) {
    flaws.push(`Revision ${topic.revision} has another hash on the topic than in the database.`);
  }
  return {
    databaseRevision: stored.revision,
    topicRevision: topic.revision,
    unpublished: Math.max(0, stored.revision - topic.revision),
    hash: stored.hash,
    flaws: flaws.slice(0, FLAWS_MAX),
  };
}

async function foldDatabase(source: DataSource, flaws: string[]): Promise<Folded> {
  const catalogue = new Catalogue();
  const folded = { catalogue, touches: 0 };
  for (;;) {
    const rows = await source.manager.find(revisionTable, {
      where: { revision: MoreThan(catalogue.revision) },
      order: { revision: 'ASC' },
      take: REVISIONS_PER_READ,
    });
    if (rows.length === 0) return folded;
    for (const row of rows) {
      const flaw = attempt(() => {
        const sealed = unsealRevision(row);
        catalogue.apply(sealed);
        folded.touches += new Set(sealed.revision.changes.map(({ entity, id }) => `${entity} ${id}`)).size;
      });
      if (flaw === undefined) continue;
      flaws.push(`Revision ${row.revision} in the database: ${flaw}`);
      return folded;
    }
  }
}

async function foldTopic(log: Log, flaws: string[]): Promise<Catalogue> {
  const catalogue = new Catalogue();
  const { end } = await log.bounds(CATALOGUE_CHANGES.name, 0);
  for (let from = 0; from < end; ) {
    const records = await log.read(CATALOGUE_CHANGES.name, 0, from, READ_BYTES_MAX, READ_WAIT_MS);
    for (const record of records) {
      const flaw = attempt(() => catalogue.apply(unpackRevision(record.value)));
      if (flaw !== undefined) {
        flaws.push(`Offset ${record.offset} of the topic: ${flaw}`);
        return catalogue;
      }
      from = record.offset + 1;
    }
  }
  return catalogue;
}

/** What a broken step says; other errors are not findings and go on. */
function attempt(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (isFault(error)) return error.detail;
    throw error;
  }
}

async function compareTable<K extends EntityKind>(source: DataSource, fold: Catalogue, kind: K, flaws: string[]) {
  const { table, toEntity } = KIND_TABLES[kind];
  const rows = new Map((await source.manager.find(table)).map((row) => [row.id, row]));
  for (const entity of fold.all(kind)) {
    const row = rows.get(entity.id);
    rows.delete(entity.id);
    if (row === undefined || row.endedBy !== null || !isDeepStrictEqual(toEntity(row), entity))
      flaws.push(`${kind} ${entity.id} differs between its table and the revisions.`);
    else if (row.revision !== fold.changedBy(kind, entity.id))
      flaws.push(`${kind} ${entity.id} was changed by another revision than its table says.`);
  }
  for (const [id, { endedBy }] of rows) {
    const ended = fold.changedBy(kind, id);
    if (ended === 0) flaws.push(`${kind} ${id} is in its table but in no revision.`);
    else if (endedBy !== ended) flaws.push(`${kind} ${id} has ended, which its table does not say.`);
  }
}

async function compareTouches(source: DataSource, { touches }: Folded, flaws: string[]): Promise<void> {
  const noted = await source.manager.count(touchedTable);
  if (noted !== touches) flaws.push(`The histories name ${noted} changes, the revisions hold ${touches}.`);
}
