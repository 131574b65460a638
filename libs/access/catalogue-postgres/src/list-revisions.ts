import { type Revision, type SealedRevision, unsealRevision } from '@suanpan/catalogue';
import type { DataSource } from 'typeorm';
import { revisionTable } from './tables.ts';

/** A revision without its changes, for lists. */
export type RevisionSummary = Omit<Revision, 'v' | 'changes'> & { readonly hash: string; readonly published: boolean };

/** One revision with its changes; `undefined` if there is none of the number. */
export async function readRevision(source: DataSource, revision: number): Promise<SealedRevision | undefined> {
  const row = await source.manager.findOneBy(revisionTable, { revision });
  return row === null ? undefined : unsealRevision(row);
}

/** The newest revisions, or the newest before one, newest first. */
export async function listRevisions(source: DataSource, limit: number, before?: number): Promise<RevisionSummary[]> {
  const query = source
    .createQueryBuilder(revisionTable, 'r')
    .innerJoin('outbox', 'o', 'o.revision = r.revision')
    .select(['r.revision', 'r.hash', 'r.prev', 'r.at', 'r.actor', 'r.reason'])
    .addSelect('o.published_at IS NOT NULL', 'published')
    .orderBy('r.revision', 'DESC')
    .limit(limit);
  if (before !== undefined) query.where('r.revision < :before', { before });
  const rows = await query.getRawAndEntities<{ published: boolean }>();
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
