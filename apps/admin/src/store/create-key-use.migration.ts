import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When API keys were used at admin last. What they were used for elsewhere stands in the ledger. */
export class CreateKeyUse1795737600000 implements MigrationInterface {
  name = 'CreateKeyUse1795737600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE admin.key_use (
      key text NOT NULL,
      used_at bigint NOT NULL,
      CONSTRAINT key_use_pk PRIMARY KEY (key))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE admin.key_use');
  }
}
