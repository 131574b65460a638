import { postgresSource } from '@suanpan/postgres';
import type { DataSource } from 'typeorm';
import { AddPricePer1796083200000 } from './add-price-per.migration.ts';
import { CreateCatalogue1795478400000 } from './create-catalogue.migration.ts';
import { ExtendCatalogue1795651200000 } from './extend-catalogue.migration.ts';
import { TABLES } from './tables.ts';

/** A data source for the catalogue's tables; it is not connected yet, and its tables come from migrations alone. */
export function catalogueDataSource(url: string): DataSource {
  return postgresSource(url, {
    application: 'suanpan-catalogue',
    entities: TABLES,
    migrations: [CreateCatalogue1795478400000, ExtendCatalogue1795651200000, AddPricePer1796083200000],
    migrationsTable: 'catalogue_migrations',
  });
}
