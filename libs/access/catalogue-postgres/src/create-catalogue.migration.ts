import { CATALOGUE_GENESIS } from '@suanpan/catalogue';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATEMENTS = [
  'CREATE SCHEMA IF NOT EXISTS catalogue',
  `CREATE TABLE catalogue.head (
    id integer NOT NULL,
    revision integer NOT NULL,
    hash text NOT NULL,
    CONSTRAINT head_pk PRIMARY KEY (id),
    CONSTRAINT head_single CHECK (id = 1))`,
  `CREATE TABLE catalogue.revision (
    revision integer NOT NULL,
    hash text NOT NULL,
    prev text NOT NULL,
    at bigint NOT NULL,
    actor text NOT NULL,
    reason text NOT NULL,
    text text NOT NULL,
    CONSTRAINT revision_pk PRIMARY KEY (revision),
    CONSTRAINT revision_hash_key UNIQUE (hash))`,
  `CREATE TABLE catalogue.outbox (
    revision integer NOT NULL,
    published_at bigint,
    CONSTRAINT outbox_pk PRIMARY KEY (revision),
    CONSTRAINT outbox_revision_fk FOREIGN KEY (revision) REFERENCES catalogue.revision (revision))`,
  'CREATE INDEX outbox_unpublished ON catalogue.outbox (revision) WHERE published_at IS NULL',
  `CREATE TABLE catalogue.root (
    id text NOT NULL,
    name text NOT NULL,
    shard integer NOT NULL,
    zone text NOT NULL,
    CONSTRAINT root_pk PRIMARY KEY (id))`,
  `CREATE TABLE catalogue.account (
    id text NOT NULL,
    root text NOT NULL,
    parent text,
    kind text NOT NULL,
    name text NOT NULL,
    CONSTRAINT account_pk PRIMARY KEY (id),
    CONSTRAINT account_root_fk FOREIGN KEY (root) REFERENCES catalogue.root (id),
    CONSTRAINT account_parent_fk FOREIGN KEY (parent) REFERENCES catalogue.account (id))`,
  'CREATE INDEX account_root ON catalogue.account (root)',
  `CREATE TABLE catalogue.project (
    id text NOT NULL,
    root text NOT NULL,
    account text NOT NULL,
    name text NOT NULL,
    CONSTRAINT project_pk PRIMARY KEY (id),
    CONSTRAINT project_root_fk FOREIGN KEY (root) REFERENCES catalogue.root (id),
    CONSTRAINT project_account_fk FOREIGN KEY (account) REFERENCES catalogue.account (id))`,
  'CREATE INDEX project_root ON catalogue.project (root)',
  `CREATE TABLE catalogue.api_key (
    id text NOT NULL,
    root text NOT NULL,
    account text NOT NULL,
    project text,
    hash text NOT NULL,
    display text NOT NULL,
    scopes text array NOT NULL,
    status text NOT NULL,
    expires_at bigint,
    CONSTRAINT api_key_pk PRIMARY KEY (id),
    CONSTRAINT api_key_hash_key UNIQUE (hash),
    CONSTRAINT api_key_root_fk FOREIGN KEY (root) REFERENCES catalogue.root (id),
    CONSTRAINT api_key_account_fk FOREIGN KEY (account) REFERENCES catalogue.account (id),
    CONSTRAINT api_key_project_fk FOREIGN KEY (project) REFERENCES catalogue.project (id))`,
  'CREATE INDEX api_key_root ON catalogue.api_key (root)',
  `CREATE TABLE catalogue.price_row (
    id text NOT NULL,
    book text NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    matcher jsonb NOT NULL,
    leaf text NOT NULL,
    unit_price numeric NOT NULL,
    currency text NOT NULL,
    effective_from bigint,
    effective_to bigint,
    daily jsonb,
    above_input_tokens bigint NOT NULL,
    service_tier text,
    region text,
    root text,
    source jsonb NOT NULL,
    flag text,
    ended_by integer,
    CONSTRAINT price_row_pk PRIMARY KEY (id),
    CONSTRAINT price_row_root_fk FOREIGN KEY (root) REFERENCES catalogue.root (id))`,
  'CREATE INDEX price_row_model ON catalogue.price_row (provider, model)',
];

/** The first form of the tables, with the head at revision 0. The names are those of the table definitions. */
export class CreateCatalogue1795478400000 implements MigrationInterface {
  readonly name = 'CreateCatalogue1795478400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
    await runner.query('INSERT INTO catalogue.head (id, revision, hash) VALUES (1, 0, $1)', [CATALOGUE_GENESIS]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA catalogue CASCADE');
  }
}
