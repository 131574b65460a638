import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATEMENTS = [
  `CREATE TABLE admin.job (
    id text NOT NULL,
    kind text NOT NULL,
    root text NOT NULL,
    account text NOT NULL,
    actor text NOT NULL,
    reason text NOT NULL,
    request text NOT NULL,
    state text NOT NULL,
    share double precision NOT NULL,
    cursor text,
    result text,
    error_code text,
    error_detail text,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    owner text,
    leased_until bigint NOT NULL,
    tries integer NOT NULL,
    CONSTRAINT job_pk PRIMARY KEY (id),
    CONSTRAINT job_state CHECK (state IN ('waiting', 'running', 'done', 'failed')))`,
  `CREATE INDEX job_open ON admin.job (created_at) WHERE state IN ('waiting', 'running')`,
];

/** Work that takes longer than a request: how far it is, where it goes on after a crash, and what came of it. */
export class CreateJobs1795910400000 implements MigrationInterface {
  name = 'CreateJobs1795910400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE admin.job');
  }
}
