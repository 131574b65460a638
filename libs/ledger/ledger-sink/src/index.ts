export type { LedgerChunk, LedgerItem, LedgerStore, SeqRange, ShardHolding } from './ledger-store.ts';
