import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATEMENTS = [
  `CREATE TABLE admin.price_proposal (
    id text NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY,
    root text,
    state text NOT NULL,
    version integer NOT NULL,
    digest text NOT NULL,
    proposed_at bigint NOT NULL,
    proposed_by text NOT NULL,
    reason text NOT NULL,
    threshold_percent text NOT NULL,
    summary jsonb NOT NULL,
    feeds bytea,
    settled jsonb,
    CONSTRAINT price_proposal_pk PRIMARY KEY (id),
    CONSTRAINT price_proposal_number_key UNIQUE (number))`,
  'CREATE INDEX price_proposal_root ON admin.price_proposal (root, number)',
  `CREATE TABLE admin.price_proposal_line (
    proposal text NOT NULL,
    number integer NOT NULL,
    kind text NOT NULL,
    second_person boolean NOT NULL,
    line jsonb NOT NULL,
    CONSTRAINT price_proposal_line_pk PRIMARY KEY (proposal, number),
    CONSTRAINT price_proposal_line_fk FOREIGN KEY (proposal) REFERENCES admin.price_proposal (id))`,
  'CREATE INDEX price_proposal_line_kind ON admin.price_proposal_line (proposal, kind, number)',
];

/** Proposals of prices with their lines, until people decide on them and after. */
export class CreateProposals1795824000000 implements MigrationInterface {
  name = 'CreateProposals1795824000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE admin.price_proposal_line');
    await runner.query('DROP TABLE admin.price_proposal');
  }
}
