import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATEMENTS = [
  'CREATE SCHEMA IF NOT EXISTS access',
  `CREATE TABLE access.person (
    id text NOT NULL,
    name text NOT NULL,
    login text,
    email text,
    issuer text,
    subject text,
    password_hash text,
    password_change_due boolean NOT NULL,
    bootstrap boolean NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT person_pk PRIMARY KEY (id),
    CONSTRAINT person_login_key UNIQUE (login),
    CONSTRAINT person_email_key UNIQUE (email),
    CONSTRAINT person_subject_key UNIQUE (issuer, subject))`,
  'CREATE UNIQUE INDEX person_bootstrap ON access.person (bootstrap) WHERE bootstrap',
  `CREATE TABLE access.session (
    id text NOT NULL,
    token_hash text NOT NULL,
    person text NOT NULL,
    method text NOT NULL,
    device text NOT NULL,
    address text NOT NULL,
    created_at bigint NOT NULL,
    used_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    ended_at bigint,
    CONSTRAINT session_pk PRIMARY KEY (id),
    CONSTRAINT session_token_key UNIQUE (token_hash),
    CONSTRAINT session_person_fk FOREIGN KEY (person) REFERENCES access.person (id))`,
  'CREATE INDEX session_person ON access.session (person)',
  `CREATE TABLE access.flow (
    token_hash text NOT NULL,
    return_to text NOT NULL,
    expires_at bigint NOT NULL,
    CONSTRAINT flow_pk PRIMARY KEY (token_hash))`,
  `CREATE TABLE access.rate (
    subject text NOT NULL,
    full_at bigint NOT NULL,
    CONSTRAINT rate_pk PRIMARY KEY (subject))`,
];

/** The first form of the tables. The schema stays when they go: others may keep tables in it. */
export class CreateSignIn1795651200000 implements MigrationInterface {
  readonly name = 'CreateSignIn1795651200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE access.rate, access.flow, access.session, access.person');
  }
}
