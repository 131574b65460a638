export type { ShardLease } from '@suanpan/log-consumer';
export { FillLedger, type FillLimits } from './fill-ledger.ts';
export { PriceAgainScan, type ScanParts } from './price-again-scan.ts';
export { RateShards } from './rate-shards.ts';
