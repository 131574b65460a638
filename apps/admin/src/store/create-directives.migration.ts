import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATEMENTS = [
  `CREATE TABLE admin.directive (
    position bigint GENERATED ALWAYS AS IDENTITY,
    root text NOT NULL,
    id text NOT NULL,
    source text NOT NULL,
    kind text NOT NULL,
    shard integer NOT NULL,
    actor text NOT NULL,
    text text NOT NULL,
    accepted_at bigint NOT NULL,
    tried_at bigint,
    published_at bigint,
    revision bigint,
    source_offset bigint,
    CONSTRAINT directive_pk PRIMARY KEY (position),
    CONSTRAINT directive_id UNIQUE (root, id),
    CONSTRAINT directive_sent CHECK ((published_at IS NULL) = (source_offset IS NULL)))`,
  'CREATE INDEX directive_of_root ON admin.directive (root, position)',
  'CREATE INDEX directive_unsent ON admin.directive (shard, position) WHERE published_at IS NULL',
];

/** Directives that were accepted, until they are on the log and for ever after: what was asked for, by whom. */
export class CreateDirectives1795651200000 implements MigrationInterface {
  name = 'CreateDirectives1795651200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE admin.directive');
  }
}
