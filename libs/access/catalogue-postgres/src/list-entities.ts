import type { EntityKind, EntityTypes } from '@suanpan/catalogue';
import {
  And,
  ArrayContains,
  type DataSource,
  Equal,
  type FindOperator,
  type FindOptionsWhere,
  IsNull,
  MoreThan,
} from 'typeorm';
import type { KindRow } from './kind-table.ts';
import { KIND_TABLES } from './kind-tables.ts';

/** Which part of a list. */
export interface ListOptions {
  /** Only what belongs to one root; of organisations, those it is in. What belongs to no root is left out. */
  readonly root?: string;
  /** The id after which the list goes on. */
  readonly after?: string;
  readonly limit?: number;
}

/** Entities as they stand in the tables, by their ids. */
export async function listEntities<K extends EntityKind>(
  source: DataSource,
  kind: K,
  { root, after, limit }: ListOptions,
): Promise<EntityTypes[K][]> {
  const { table, rootIn, toEntity } = KIND_TABLES[kind];
  if (root !== undefined && rootIn === undefined) return [];
  const where: Record<string, unknown> = { endedBy: IsNull() };
  if (after !== undefined) where.id = MoreThan(after);
  if (root !== undefined && rootIn !== undefined) {
    const { column, many } = rootIn;
    const belongs = many ? ArrayContains([root]) : Equal(root);
    // A root belongs to itself: then both conditions are about its id.
    where[column] = where[column] === undefined ? belongs : And(where[column] as FindOperator<unknown>, belongs);
  }
  const rows = await source.manager.find(table, {
    where: where as FindOptionsWhere<KindRow>,
    order: { id: 'ASC' },
    ...(limit === undefined ? {} : { take: limit }),
  });
  return rows.map(toEntity);
}
