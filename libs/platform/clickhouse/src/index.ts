export {
  ClickHouse,
  type ClickHouseAddress,
  connectClickHouse,
  type QueryParameters,
  type StatementOptions,
} from './clickhouse.ts';
export { clickHouseFault } from './clickhouse-fault.ts';
export { type Migration, migrate, pendingMigrations } from './migrate.ts';
