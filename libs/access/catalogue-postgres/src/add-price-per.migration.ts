import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A price may be for several units, as one of an hour is for 3,600 seconds; rows of before are for one. */
export class AddPricePer1796083200000 implements MigrationInterface {
  readonly name = 'AddPricePer1796083200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE catalogue.price_row ADD per bigint');
  }

  async down(): Promise<void> {
    throw new Error('Prices for several units would become prices for one: restore a backup instead.');
  }
}
