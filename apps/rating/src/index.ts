export { FillLedger, type FillLimits } from './fill-ledger.ts';
export { PriceAgainScan, type ScanParts } from './price-again-scan.ts';
export { RateShards } from './rate-shards.ts';
export type { ShardLease } from './shard-lease.ts';
