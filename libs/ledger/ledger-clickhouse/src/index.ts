export { type ClickHouseLedgerOptions, ClickHouseLedgerStore } from './clickhouse-ledger-store.ts';
export { COLUMN_LEAVES } from './leaf-columns.ts';
export { type LedgerTotals, ledgerTotals } from './ledger-totals.ts';
export { LEDGER_MIGRATIONS, migrateLedger } from './migrate-ledger.ts';
export type { EncodedBlock } from './native-block.ts';
export {
  type ReconcileDifferences,
  type ReconcileMoney,
  type ReconcileRow,
  type Reconciliation,
  reconcile,
} from './reconcile.ts';
export { ANALYST_VIEWS, type AnalystView } from './sql/analyst-views.ts';
export { encodeChunk } from './usage-encoding.ts';
