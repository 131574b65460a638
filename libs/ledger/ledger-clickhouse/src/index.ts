export { type ClickHouseLedgerOptions, ClickHouseLedgerStore } from './clickhouse-ledger-store.ts';
export { LEDGER_MIGRATIONS, migrateLedger } from './migrate-ledger.ts';
export type { EncodedBlock } from './native-block.ts';
export { ANALYST_VIEWS, type AnalystView } from './sql/analyst-views.ts';
export { encodeChunk } from './usage-encoding.ts';
