export { type Isolation, inTransaction } from './in-transaction.ts';
export { migrate } from './migrate.ts';
export { postgresFault } from './postgres-fault.ts';
export { connectPostgres, type PostgresSourceOptions, postgresSource } from './postgres-source.ts';
