import type { EntityKind } from '@suanpan/catalogue';
import { EntitySchema } from 'typeorm';
import { instant, integer, orNull, primary, SCHEMA, text } from './kind-table.ts';
import { TABLES_OF_KINDS } from './kind-tables.ts';

function ofRevision(table: string) {
  return [
    {
      name: `${table}_revision_fk`,
      target: 'revision',
      columnNames: ['revision'],
      referencedColumnNames: ['revision'],
    },
  ];
}

/** The single row that serialises all writers: where the catalogue stands. */
export interface HeadRow {
  readonly id: number;
  readonly revision: number;
  readonly hash: string;
}

export const headTable = new EntitySchema<HeadRow>({
  name: 'head',
  schema: SCHEMA,
  columns: { id: primary('head', integer), revision: integer, hash: text },
  checks: [{ name: 'head_single', expression: 'id = 1' }],
});

/** A revision as it was hashed. */
export interface RevisionRow {
  readonly revision: number;
  readonly hash: string;
  readonly prev: string;
  readonly at: number;
  readonly actor: string;
  readonly reason: string;
  /** The exact text the hash is over. */
  readonly text: string;
}

export const revisionTable = new EntitySchema<RevisionRow>({
  name: 'revision',
  schema: SCHEMA,
  columns: {
    revision: primary('revision', integer),
    hash: text,
    prev: text,
    at: instant,
    actor: text,
    reason: text,
    text,
  },
  uniques: [{ name: 'revision_hash_key', columns: ['hash'] }],
});

/** One revision to publish, or published. */
export interface OutboxRow {
  readonly revision: number;
  readonly publishedAt: number | null;
}

export const outboxTable = new EntitySchema<OutboxRow>({
  name: 'outbox',
  schema: SCHEMA,
  columns: {
    revision: primary('outbox', integer),
    publishedAt: { ...orNull(instant), name: 'published_at' },
  },
  foreignKeys: ofRevision('outbox'),
  indices: [{ name: 'outbox_unpublished', columns: ['revision'], where: 'published_at IS NULL' }],
});

/** Which entities a revision touched: the way from an entity to its history. */
export interface TouchedRow {
  readonly kind: EntityKind;
  readonly id: string;
  readonly revision: number;
}

export const touchedTable = new EntitySchema<TouchedRow>({
  name: 'touched',
  schema: SCHEMA,
  columns: {
    kind: primary('touched', text),
    id: primary('touched', text),
    revision: primary('touched', integer),
  },
  foreignKeys: ofRevision('touched'),
});

export const TABLES = [headTable, revisionTable, outboxTable, touchedTable, ...TABLES_OF_KINDS];
