import type { EntityKind, EntityTypes, FieldOf } from '@suanpan/catalogue';
import { EntitySchema, type EntitySchemaColumnOptions, type ValueTransformer } from 'typeorm';

/** The one schema that holds everything of the catalogue. */
export const SCHEMA = 'catalogue';

/** How one field is stored. */
export interface Column extends EntitySchemaColumnOptions {
  /** Null in the table is a field that is absent; without this it is a field that is null. */
  readonly absent?: true;
}

/** A row of an entity's table: its fields, which differ by kind, and what the table knows beside. */
export interface KindRow {
  readonly id: string;
  /** The revision that changed it last: what an optimistic lock compares. */
  readonly revision: number;
  /** The revision that ended it: its id stays taken for ever. */
  readonly endedBy: number | null;
}

/** The table of one kind, and how entities come in and out of it. */
export interface KindTable<K extends EntityKind> {
  readonly table: EntitySchema<KindRow>;
  /** The column that names the root an entity belongs to, and how. */
  readonly rootIn?: { readonly column: string; readonly many: boolean };
  toRow(entity: EntityTypes[K], revision: number): KindRow;
  toEntity(row: KindRow): EntityTypes[K];
}

/** Epoch milliseconds and counts: bigint in the table, which the driver hands out as text, and a number here. */
const wholeNumber: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

export const text: Column = { type: 'text' };
export const texts: Column = { type: 'text', array: true };
export const integer: Column = { type: 'integer' };
export const count: Column = { type: 'bigint', transformer: wholeNumber };
export const instant: Column = { type: 'bigint', transformer: wholeNumber };
export const double: Column = { type: 'double precision' };
export const json: Column = { type: 'jsonb' };
/** Decimal text. Numeric without a scale keeps every digit as it was written. */
export const decimal: Column = { type: 'numeric' };

/** A field that may be null. */
export function orNull(column: Column): Column {
  return { ...column, nullable: true };
}

/** A field that may be absent. */
export function absent(column: Column): Column {
  return { ...column, nullable: true, absent: true };
}

/** A primary key of one column, with its name. */
export function primary(table: string, column: Column): Column {
  return { ...column, primary: true, primaryKeyConstraintName: `${table}_pk` };
}

interface Options {
  /** Columns that refer to an entity, and the table it is in. */
  readonly refers?: Readonly<Record<string, string>>;
  readonly unique?: string;
  /** Further indexes: what each is called after the table, and its columns. */
  readonly indexes?: Readonly<Record<string, readonly string[]>>;
  readonly rootIn?: KindTable<EntityKind>['rootIn'];
}

/**
 * The table of a kind: a column for each field, and beside them `revision` and `ended_by`. Whoever adds a field to an
 * entity is asked for its column by the compiler.
 */
export function kindTable<K extends EntityKind>(
  name: string,
  columns: Readonly<Record<Exclude<FieldOf<EntityTypes[K]>, 'id'> & string, Column>>,
  { refers = {}, unique, indexes = {}, rootIn = rootColumnOf(columns) }: Options = {},
): KindTable<K> {
  const stored = Object.entries<Column>({ id: primary(name, text), ...columns });
  const indices = [
    ...(rootIn?.column === 'root' ? [{ name: `${name}_root`, columns: ['root', 'id'] }] : []),
    ...Object.entries(indexes).map(([called, of]) => ({ name: `${name}_${called}`, columns: [...of] })),
  ];
  const table = new EntitySchema<KindRow>({
    name,
    schema: SCHEMA,
    columns: {
      ...Object.fromEntries(
        stored.map(([field, { absent: _, ...column }]) => [field, { name: snake(field), ...column }]),
      ),
      revision: { ...integer },
      endedBy: { ...integer, nullable: true, name: 'ended_by' },
    },
    uniques: unique === undefined ? [] : [{ name: `${name}_${unique}_key`, columns: [unique] }],
    foreignKeys: Object.entries(refers).map(([column, target]) => ({
      name: `${name}_${column}_fk`,
      target,
      columnNames: [column],
      referencedColumnNames: ['id'],
    })),
    indices,
  });
  return {
    table,
    ...(rootIn === undefined ? {} : { rootIn }),
    toRow: (entity, revision) => {
      const fields = stored.map(([field]) => [field, entity[field as keyof typeof entity] ?? null]);
      return { ...(Object.fromEntries(fields) as Pick<KindRow, 'id'>), revision, endedBy: null };
    },
    toEntity: (row) => {
      const held = row as unknown as Readonly<Record<string, unknown>>;
      const there = stored.filter(([field, column]) => column.absent !== true || held[field] !== null);
      return Object.fromEntries(there.map(([field]) => [field, held[field]])) as unknown as EntityTypes[K];
    },
  };
}

function rootColumnOf(columns: object): Options['rootIn'] {
  return 'root' in columns ? { column: 'root', many: false } : undefined;
}

function snake(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
