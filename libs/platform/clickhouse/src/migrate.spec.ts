import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { type Migration, pendingMigrations } from './migrate.ts';

const hashes = (migrations: readonly Migration[]) => {
  const done = new Map<string, string>();
  // A migration that ran is not pending with its own hash; what is pending otherwise says which hash it has.
  for (const migration of migrations) done.set(migration.id, hashOf(migration));
  return done;
};

function hashOf({ sql }: Migration): string {
  return createHash('sha256').update(JSON.stringify(sql), 'utf8').digest('hex');
}

const table: Migration = { id: 'table', sql: ['CREATE TABLE t'] };
const views: Migration = { id: 'views', sql: ['CREATE OR REPLACE VIEW v'], repeatable: true };

test('a migration that ran does not run again, and is refused once it was changed', () => {
  expect(pendingMigrations([table], hashes([table]))).toEqual([]);
  const changed = { ...table, sql: ['CREATE TABLE u'] };
  expect(() => pendingMigrations([changed], hashes([table]))).toThrow('was changed after it ran');
});

test('a repeatable migration runs again when its text is another than the one that ran last, and only then', () => {
  expect(pendingMigrations([table, views], hashes([table]))).toEqual([views]);
  expect(pendingMigrations([table, views], hashes([table, views]))).toEqual([]);
  const changed = { ...views, sql: ['CREATE OR REPLACE VIEW w'] };
  expect(pendingMigrations([table, changed], hashes([table, views]))).toEqual([changed]);
});
