import { type Change, ENTITY_KINDS, type EntityKind, type EntityTypes } from '@suanpan/catalogue';
import type { EntityManager, EntitySchema } from 'typeorm';
import { KIND_TABLES } from './kind-tables.ts';
import type { PlannedRevision } from './plan-revision.ts';
import { headTable, outboxTable, revisionTable, type TouchedRow, touchedTable } from './tables.ts';

const HEAD = { id: 1 };

/** What a revision makes of one entity: its first state before and its last after. */
interface Step<K extends EntityKind> {
  readonly before: EntityTypes[K] | null;
  readonly after: EntityTypes[K] | null;
}

/** Writes a planned revision: entities, its text, the outbox and the head. It runs inside the writer's transaction. */
export async function storeRevision(tables: EntityManager, planned: PlannedRevision): Promise<void> {
  const { text, hash } = planned;
  const { revision, prev, at, actor, reason, changes } = planned.revision;
  await insert(tables, revisionTable, [{ revision, hash, prev, at, actor, reason, text }]);
  const steps = stepsOf(changes);
  for (const kind of ENTITY_KINDS) await storeKind(tables, kind, steps.get(kind) ?? new Map(), revision);
  await insert(tables, touchedTable, touchedRows(steps, revision));
  await insert(tables, outboxTable, [{ revision, publishedAt: null }]);
  await tables.update(headTable, HEAD, { revision, hash });
}

type Steps = ReadonlyMap<EntityKind, ReadonlyMap<string, Step<EntityKind>>>;

function stepsOf(changes: readonly Change[]): Steps {
  const steps = new Map<EntityKind, Map<string, Step<EntityKind>>>();
  for (const { entity, id, before, after } of changes) {
    const ofKind = steps.get(entity) ?? new Map<string, Step<EntityKind>>();
    const earlier = ofKind.get(id);
    steps.set(entity, ofKind.set(id, { before: earlier === undefined ? before : earlier.before, after }));
  }
  return steps;
}

/** New entities come in hundreds and go in by one statement; their order is that of the changes, so parents come first. */
async function storeKind<K extends EntityKind>(
  tables: EntityManager,
  kind: K,
  steps: ReadonlyMap<string, Step<EntityKind>>,
  revision: number,
): Promise<void> {
  const { table, toRow } = KIND_TABLES[kind];
  const created = [...steps.values()].filter(({ before }) => before === null);
  // One that begins and ends in the same revision has never been anything and gets no row.
  await insert(
    tables,
    table,
    created.flatMap(({ after }) => (after === null ? [] : [toRow(after as EntityTypes[K], revision)])),
  );
  for (const [id, { before, after }] of steps) {
    if (before === null) continue;
    if (after === null) await tables.update(table, { id }, { revision, endedBy: revision });
    else await tables.update(table, { id }, toRow(after as EntityTypes[K], revision));
  }
}

function touchedRows(steps: Steps, revision: number): TouchedRow[] {
  return [...steps].flatMap(([kind, ofKind]) => [...ofKind.keys()].map((id) => ({ kind, id, revision })));
}

async function insert<T extends object>(tables: EntityManager, table: EntitySchema<T>, rows: readonly T[]) {
  if (rows.length === 0) return;
  await tables
    .createQueryBuilder()
    .insert()
    .into(table)
    .values([...rows])
    .updateEntity(false)
    .execute();
}
