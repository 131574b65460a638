import type { Account, ApiKey, PriceRow, Project, Root } from '@suanpan/catalogue';
import { EntitySchema, type EntitySchemaColumnOptions, type ValueTransformer } from 'typeorm';

/** The one schema that holds everything of the catalogue. */
export const SCHEMA = 'catalogue';

/** Epoch milliseconds and counts: bigint in the table, which the driver hands out as text, and a number here. */
const wholeNumber: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

const id = (name: string): EntitySchemaColumnOptions => ({
  type: 'text',
  primary: true,
  primaryKeyConstraintName: name,
});
const text: EntitySchemaColumnOptions = { type: 'text' };
const textOrNull: EntitySchemaColumnOptions = { type: 'text', nullable: true };
const integer: EntitySchemaColumnOptions = { type: 'integer' };
const count: EntitySchemaColumnOptions = { type: 'bigint', transformer: wholeNumber };
const instant: EntitySchemaColumnOptions = { type: 'bigint', transformer: wholeNumber };
const instantOrNull: EntitySchemaColumnOptions = { ...instant, nullable: true };

function refers(from: string, column: string, target: string) {
  return { name: `${from}_${column}_fk`, target, columnNames: [column], referencedColumnNames: ['id'] };
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
  columns: {
    id: { type: 'integer', primary: true, primaryKeyConstraintName: 'head_pk' },
    revision: integer,
    hash: text,
  },
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
    revision: { type: 'integer', primary: true, primaryKeyConstraintName: 'revision_pk' },
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
    revision: { type: 'integer', primary: true, primaryKeyConstraintName: 'outbox_pk' },
    publishedAt: { ...instantOrNull, name: 'published_at' },
  },
  foreignKeys: [
    { name: 'outbox_revision_fk', target: 'revision', columnNames: ['revision'], referencedColumnNames: ['revision'] },
  ],
  indices: [{ name: 'outbox_unpublished', columns: ['revision'], where: 'published_at IS NULL' }],
});

export const rootTable = new EntitySchema<Root>({
  name: 'root',
  schema: SCHEMA,
  columns: { id: id('root_pk'), name: text, shard: integer, zone: text },
});

export const accountTable = new EntitySchema<Account>({
  name: 'account',
  schema: SCHEMA,
  columns: { id: id('account_pk'), root: text, parent: textOrNull, kind: text, name: text },
  foreignKeys: [refers('account', 'root', 'root'), refers('account', 'parent', 'account')],
  indices: [{ name: 'account_root', columns: ['root'] }],
});

export const projectTable = new EntitySchema<Project>({
  name: 'project',
  schema: SCHEMA,
  columns: { id: id('project_pk'), root: text, account: text, name: text },
  foreignKeys: [refers('project', 'root', 'root'), refers('project', 'account', 'account')],
  indices: [{ name: 'project_root', columns: ['root'] }],
});

export const keyTable = new EntitySchema<ApiKey>({
  name: 'api_key',
  schema: SCHEMA,
  columns: {
    id: id('api_key_pk'),
    root: text,
    account: text,
    project: textOrNull,
    hash: text,
    display: text,
    scopes: { type: 'text', array: true },
    status: text,
    expiresAt: { ...instantOrNull, name: 'expires_at' },
  },
  uniques: [{ name: 'api_key_hash_key', columns: ['hash'] }],
  foreignKeys: [
    refers('api_key', 'root', 'root'),
    refers('api_key', 'account', 'account'),
    refers('api_key', 'project', 'project'),
  ],
  indices: [{ name: 'api_key_root', columns: ['root'] }],
});

/** A price row with the revision that ended it: its id stays taken for ever. */
export interface PriceRowRow extends PriceRow {
  readonly endedBy: number | null;
}

export const priceRowTable = new EntitySchema<PriceRowRow>({
  name: 'price_row',
  schema: SCHEMA,
  columns: {
    id: id('price_row_pk'),
    book: text,
    provider: text,
    model: text,
    matcher: { type: 'jsonb' },
    leaf: text,
    // Numeric without a scale keeps every digit as it was written.
    unitPrice: { type: 'numeric', name: 'unit_price' },
    currency: text,
    effectiveFrom: { ...instantOrNull, name: 'effective_from' },
    effectiveTo: { ...instantOrNull, name: 'effective_to' },
    daily: { type: 'jsonb', nullable: true },
    aboveInputTokens: { ...count, name: 'above_input_tokens' },
    serviceTier: { ...textOrNull, name: 'service_tier' },
    region: textOrNull,
    root: textOrNull,
    source: { type: 'jsonb' },
    flag: textOrNull,
    endedBy: { type: 'integer', nullable: true, name: 'ended_by' },
  },
  foreignKeys: [refers('price_row', 'root', 'root')],
  indices: [{ name: 'price_row_model', columns: ['provider', 'model'] }],
});

export const TABLES = [
  headTable,
  revisionTable,
  outboxTable,
  rootTable,
  accountTable,
  projectTable,
  keyTable,
  priceRowTable,
];
