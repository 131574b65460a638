import { CATALOGUE_GENESIS } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import type { DataSource, EntityManager } from 'typeorm';
import type { CatalogueHead } from './plan-revision.ts';
import { headTable, revisionTable } from './tables.ts';

/** The database's own newest revision. */
export async function readDatabaseHead(tables: EntityManager): Promise<CatalogueHead> {
  const head = await tables.findOneBy(headTable, { id: 1 });
  if (head === null) throw new Fault('catalogue_broken', 'The head row of the catalogue is missing from the database.');
  return { revision: head.revision, hash: head.hash };
}

/**
 * Proves that the database's past contains the topic's newest revision. A database that is behind the topic
 * (`catalogue_behind`) or has another past (`catalogue_broken`) would fork the chain with its next revision.
 */
export async function requireContinues(source: DataSource, topic: CatalogueHead): Promise<void> {
  const head = await readDatabaseHead(source.manager);
  if (topic.revision > head.revision) {
    throw new Fault(
      'catalogue_behind',
      `The database stands at revision ${head.revision}, the topic at ${topic.revision}. Restore a newer backup.`,
    );
  }
  const stored = topic.revision === 0 ? CATALOGUE_GENESIS : await storedHash(source, topic.revision);
  if (stored !== topic.hash) {
    throw new Fault(
      'catalogue_broken',
      `Revision ${topic.revision} has another hash on the topic than in the database: this is another catalogue.`,
    );
  }
}

async function storedHash(source: DataSource, revision: number): Promise<string | undefined> {
  const row = await source.manager.findOne(revisionTable, {
    where: { revision },
    select: { revision: true, hash: true },
  });
  return row?.hash;
}
