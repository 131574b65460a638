export { ALL_SINK_GUARDS, LedgerSink, type SinkGuards, type SinkParts } from './ledger-sink.ts';
export { LEDGER_STORE_CONTRACT, type LedgerStoreCase } from './ledger-store.contract.ts';
export type { LedgerChunk, LedgerItem, LedgerStore, SeqRange, ShardHolding } from './ledger-store.ts';
export { countShard, type LogTotals, logTotals, type UncountedShard } from './log-totals.ts';
export { memoryLedgerStore } from './memory-ledger-store.ts';
export type { Repair } from './proof.ts';
export { foldForSink, genesisSinkPosition, type SinkPosition, type SinkStep } from './sink-fold.ts';
