import { isDeepStrictEqual } from 'node:util';
import { Catalogue, packSealed, unpackRevision } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES } from '@suanpan/facts';
import { isFault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { type DataSource, IsNull, MoreThan } from 'typeorm';
import { readDatabaseHead } from './compare-heads.ts';
import type { StoredKind } from './entity-lookup.ts';
import { priceRowOf } from './load-state.ts';
import { accountTable, keyTable, priceRowTable, projectTable, revisionTable, rootTable } from './tables.ts';

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

const KINDS: readonly StoredKind[] = ['root', 'account', 'project', 'key', 'priceRow'];
const REVISIONS_PER_READ = 200;
const READ_BYTES_MAX = 4 * 1024 * 1024;
const READ_WAIT_MS = 1_000;
const FLAWS_MAX = 20;

/** Folds the stored revisions and the topic anew and compares both with each other and with the tables. */
export async function verifyCatalogue(source: DataSource, log: Log): Promise<VerifyReport> {
  const flaws: string[] = [];
  const head = await readDatabaseHead(source.manager);
  const stored = await foldDatabase(source, flaws);
  if (stored.revision !== head.revision || stored.hash !== head.hash) {
    flaws.push(`The head stands at revision ${head.revision}, its revisions end at ${stored.revision}.`);
  }
  await compareTables(source, stored, flaws);
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

async function foldDatabase(source: DataSource, flaws: string[]): Promise<Catalogue> {
  const catalogue = new Catalogue();
  for (;;) {
    const rows = await source.manager.find(revisionTable, {
      where: { revision: MoreThan(catalogue.revision) },
      order: { revision: 'ASC' },
      take: REVISIONS_PER_READ,
    });
    if (rows.length === 0) return catalogue;
    for (const row of rows) {
      const flaw = attempt(() => catalogue.apply(unpackRevision(packSealed(row))));
      if (flaw === undefined) continue;
      flaws.push(`Revision ${row.revision} in the database: ${flaw}`);
      return catalogue;
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

async function compareTables(source: DataSource, fold: Catalogue, flaws: string[]): Promise<void> {
  const { manager } = source;
  const tables: Record<StoredKind, readonly { readonly id: string }[]> = {
    root: await manager.find(rootTable),
    account: await manager.find(accountTable),
    project: await manager.find(projectTable),
    key: await manager.find(keyTable),
    priceRow: (await manager.findBy(priceRowTable, { endedBy: IsNull() })).map(priceRowOf),
  };
  for (const kind of KINDS) {
    const rows = new Map(tables[kind].map((row) => [row.id, row]));
    for (const entity of fold.all(kind)) {
      // Spread takes the row out of the class the table library gives it.
      const same = isDeepStrictEqual({ ...rows.get(entity.id) }, { ...entity });
      if (!same) flaws.push(`${kind} ${entity.id} differs between its table and the revisions.`);
      rows.delete(entity.id);
    }
    for (const id of rows.keys()) flaws.push(`${kind} ${id} is in its table but in no revision.`);
  }
}
