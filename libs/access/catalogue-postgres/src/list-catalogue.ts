import type { EntityKind, EntityTypes, Revision } from '@suanpan/catalogue';
import { type DataSource, IsNull } from 'typeorm';
import { priceRowOf } from './load-state.ts';
import { accountTable, keyTable, priceRowTable, projectTable, revisionTable, rootTable } from './tables.ts';

/** A revision without its changes, for lists. */
export type RevisionSummary = Omit<Revision, 'v' | 'changes'> & { readonly hash: string; readonly published: boolean };

/** Entities as they stand in the tables; with a root, its own ones only. */
export async function listEntities<K extends EntityKind>(
  source: DataSource,
  kind: K,
  root?: string,
): Promise<EntityTypes[K][]> {
  const lists: { readonly [P in EntityKind]?: () => Promise<EntityTypes[P][]> } = {
    root: () => source.manager.find(rootTable, { where: root === undefined ? {} : { id: root }, order: { id: 'ASC' } }),
    account: () =>
      source.manager.find(accountTable, { where: root === undefined ? {} : { root }, order: { id: 'ASC' } }),
    project: () =>
      source.manager.find(projectTable, { where: root === undefined ? {} : { root }, order: { id: 'ASC' } }),
    key: () => source.manager.find(keyTable, { where: root === undefined ? {} : { root }, order: { id: 'ASC' } }),
    priceRow: async () => {
      const where = { endedBy: IsNull(), ...(root === undefined ? {} : { root }) };
      const rows = await source.manager.find(priceRowTable, {
        where,
        order: { provider: 'ASC', model: 'ASC', id: 'ASC' },
      });
      return rows.map(priceRowOf);
    },
  };
  return (await lists[kind]?.()) ?? [];
}

/** The newest revisions, newest first. */
export async function listRevisions(source: DataSource, limit: number): Promise<RevisionSummary[]> {
  const rows = await source
    .createQueryBuilder(revisionTable, 'r')
    .innerJoin('outbox', 'o', 'o.revision = r.revision')
    .select(['r.revision', 'r.hash', 'r.prev', 'r.at', 'r.actor', 'r.reason'])
    .addSelect('o.published_at IS NOT NULL', 'published')
    .orderBy('r.revision', 'DESC')
    .limit(limit)
    .getRawAndEntities<{ published: boolean }>();
  return rows.entities.map(({ revision, hash, prev, at, actor, reason }, i) => ({
    revision,
    hash,
    prev,
    at,
    actor,
    reason,
    published: rows.raw[i]?.published ?? false,
  }));
}
