import type { PriceRow } from '@suanpan/catalogue';
import { type EntityManager, In } from 'typeorm';
import type { ChangeRequest } from './change-request.ts';
import { type CatalogueState, lookupOf } from './entity-lookup.ts';
import { accountTable, keyTable, type PriceRowRow, priceRowTable, projectTable, rootTable } from './tables.ts';

/** The ids a list of requests touches or refers to. */
interface Touched {
  readonly roots: Set<string>;
  readonly accounts: Set<string>;
  readonly projects: Set<string>;
  readonly keys: Set<string>;
  readonly hashes: Set<string>;
  readonly priceRows: Set<string>;
}

/** Reads what a plan for these requests needs: under the head's lock nobody else changes it. */
export async function loadState(
  tables: EntityManager,
  requests: readonly ChangeRequest[],
  shards: number,
): Promise<CatalogueState> {
  const touched = touchedBy(requests);
  const root = await tables.findBy(rootTable, { id: In([...touched.roots]) });
  // Whole trees, because a new parent must not lie below its child.
  const account = await tables.findBy(accountTable, [
    { root: In([...touched.roots]) },
    { id: In([...touched.accounts]) },
  ]);
  const project = await tables.findBy(projectTable, { id: In([...touched.projects]) });
  const key = await tables.findBy(keyTable, [{ id: In([...touched.keys]) }, { hash: In([...touched.hashes]) }]);
  const rows = await tables.findBy(priceRowTable, { id: In([...touched.priceRows]) });
  const ended = new Set(rows.filter((row) => row.endedBy !== null).map((row) => row.id));
  const priceRow = rows.filter((row) => row.endedBy === null).map(priceRowOf);
  return {
    entities: lookupOf({ root, account, project, key, priceRow }, ended),
    rootsByShard: await countRoots(tables, shards),
  };
}

/** The price row as the catalogue knows it, without what only the table holds. */
export function priceRowOf(row: PriceRowRow): PriceRow {
  const { endedBy: _, ...priceRow } = row;
  return priceRow;
}

async function countRoots(tables: EntityManager, shards: number): Promise<number[]> {
  const counts = new Array<number>(shards).fill(0);
  const rows = await tables
    .createQueryBuilder(rootTable, 'root')
    .select('root.shard', 'shard')
    .addSelect('count(*)::integer', 'roots')
    .groupBy('root.shard')
    .getRawMany<{ shard: number; roots: number }>();
  for (const { shard, roots } of rows) if (shard < shards) counts[shard] = roots;
  return counts;
}

function touchedBy(requests: readonly ChangeRequest[]): Touched {
  const touched: Touched = {
    roots: new Set(),
    accounts: new Set(),
    projects: new Set(),
    keys: new Set(),
    hashes: new Set(),
    priceRows: new Set(),
  };
  for (const request of requests) touch(touched, request);
  return touched;
}

function touch(touched: Touched, request: ChangeRequest): void {
  if (request.act === 'end') {
    touched.priceRows.add(request.id);
    return;
  }
  switch (request.entity) {
    case 'root':
      touched.roots.add(request.value.id);
      touched.accounts.add(request.value.id);
      return;
    case 'account':
      touched.roots.add(request.value.root);
      touched.accounts.add(request.value.id);
      if (request.value.parent !== null) touched.accounts.add(request.value.parent);
      return;
    case 'project':
      touched.roots.add(request.value.root);
      touched.accounts.add(request.value.account);
      touched.projects.add(request.value.id);
      return;
    case 'key':
      touched.roots.add(request.value.root);
      touched.accounts.add(request.value.account);
      if (request.value.project !== null) touched.projects.add(request.value.project);
      touched.keys.add(request.value.id);
      touched.hashes.add(request.value.hash);
      return;
    case 'priceRow':
      if (request.value.root !== null) touched.roots.add(request.value.root);
      touched.priceRows.add(request.value.id);
  }
}
