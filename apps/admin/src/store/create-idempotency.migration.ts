import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATEMENTS = [
  'CREATE SCHEMA IF NOT EXISTS admin',
  `CREATE TABLE admin.idempotency (
    actor text NOT NULL,
    key text NOT NULL,
    fingerprint text NOT NULL,
    owner text NOT NULL,
    claimed_until bigint NOT NULL,
    expires_at bigint NOT NULL,
    answer bytea,
    CONSTRAINT idempotency_pk PRIMARY KEY (actor, key))`,
  'CREATE INDEX idempotency_expires ON admin.idempotency (expires_at)',
];

/** Answers to changes, kept so that a repeat gets the same one. */
export class CreateIdempotency1795564800000 implements MigrationInterface {
  name = 'CreateIdempotency1795564800000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE admin.idempotency');
  }
}
