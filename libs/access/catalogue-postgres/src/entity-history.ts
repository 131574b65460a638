import { type Change, type EntityKind, type EntityTypes, type Revision, unsealRevision } from '@suanpan/catalogue';
import { type DataSource, In, LessThan } from 'typeorm';
import { revisionTable, touchedTable } from './tables.ts';

/** What one revision made of an entity, and who wanted it and why. */
export interface HistoryItem<K extends EntityKind> extends Pick<Revision, 'revision' | 'at' | 'actor' | 'reason'> {
  readonly before: EntityTypes[K] | null;
  readonly after: EntityTypes[K] | null;
}

/** Which part of a history. */
export interface HistoryOptions {
  /** Only revisions before this one. */
  readonly before?: number;
  /** At most so many; 50 if not named. */
  readonly limit?: number;
}

const ITEMS_MAX = 50;

/** What became of an entity, newest first. */
export async function entityHistory<K extends EntityKind>(
  source: DataSource,
  kind: K,
  id: string,
  { before, limit = ITEMS_MAX }: HistoryOptions,
): Promise<HistoryItem<K>[]> {
  const touched = await source.manager.find(touchedTable, {
    where: { kind, id, ...(before === undefined ? {} : { revision: LessThan(before) }) },
    order: { revision: 'DESC' },
    take: limit,
  });
  const numbers = touched.map(({ revision }) => revision);
  const rows = await source.manager.find(revisionTable, {
    where: { revision: In(numbers) },
    order: { revision: 'DESC' },
  });
  return rows.map((row) => itemOf(unsealRevision(row).revision, kind, id));
}

/** A revision may have changed the entity in several steps: what counts is where it began and where it ended. */
function itemOf<K extends EntityKind>(revision: Revision, kind: K, id: string): HistoryItem<K> {
  const steps = revision.changes.filter((change) => change.entity === kind && change.id === id) as Extract<
    Change,
    { entity: K }
  >[];
  const { revision: number, at, actor, reason } = revision;
  const before = (steps[0]?.before ?? null) as EntityTypes[K] | null;
  const after = (steps.at(-1)?.after ?? null) as EntityTypes[K] | null;
  return { revision: number, at, actor, reason, before, after };
}
