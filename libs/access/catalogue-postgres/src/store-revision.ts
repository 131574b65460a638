import type { Change, Revision } from '@suanpan/catalogue';
import type { EntityManager } from 'typeorm';
import {
  accountTable,
  headTable,
  keyTable,
  outboxTable,
  priceRowTable,
  projectTable,
  revisionTable,
  rootTable,
} from './tables.ts';

const HEAD = { id: 1 };

/** Writes a planned revision: entities, its text, the outbox and the head. It runs inside the writer's transaction. */
export async function storeRevision(tables: EntityManager, plan: { revision: Revision; text: string; hash: string }) {
  const { revision, text, hash } = plan;
  await storeEntities(tables, revision.changes, revision.revision);
  const { revision: number, prev, at, actor, reason } = revision;
  await tables.insert(revisionTable, { revision: number, hash, prev, at, actor, reason, text });
  await tables.insert(outboxTable, { revision: number, publishedAt: null });
  await tables.update(headTable, HEAD, { revision: number, hash });
}

async function storeEntities(tables: EntityManager, changes: readonly Change[], revision: number): Promise<void> {
  let newRows: Extract<Change, { entity: 'priceRow' }>[] = [];
  for (const change of changes) {
    if (change.entity === 'priceRow' && change.after !== null) {
      newRows.push(change);
      continue;
    }
    await insertPriceRows(tables, newRows);
    newRows = [];
    await storeEntity(tables, change, revision);
  }
  await insertPriceRows(tables, newRows);
}

/** Price rows come in hundreds: they go in by one statement. */
async function insertPriceRows(tables: EntityManager, rows: readonly Extract<Change, { entity: 'priceRow' }>[]) {
  if (rows.length === 0) return;
  const values = rows.flatMap(({ after }) => (after === null ? [] : [{ ...after, endedBy: null }]));
  await tables.createQueryBuilder().insert().into(priceRowTable).values(values).updateEntity(false).execute();
}

async function storeEntity(tables: EntityManager, change: Change, revision: number): Promise<void> {
  const { id } = change;
  switch (change.entity) {
    case 'root':
      if (change.before === null) await tables.insert(rootTable, required(change.after));
      else await tables.update(rootTable, { id }, required(change.after));
      return;
    case 'account':
      if (change.before === null) await tables.insert(accountTable, required(change.after));
      else await tables.update(accountTable, { id }, required(change.after));
      return;
    case 'project':
      if (change.before === null) await tables.insert(projectTable, required(change.after));
      else await tables.update(projectTable, { id }, required(change.after));
      return;
    case 'key':
      if (change.before === null) await tables.insert(keyTable, { ...required(change.after) });
      else await tables.update(keyTable, { id }, { ...required(change.after) });
      return;
    case 'priceRow':
      await tables.update(priceRowTable, { id }, { endedBy: revision });
  }
}

function required<T>(after: T | null): T {
  if (after === null) throw new TypeError('Only price rows end.');
  return after;
}
