export { compareProvider, type ProviderComparison, type ProviderComparisonInput } from './compare-provider.ts';
export type { LedgerDay } from './ledger-side.ts';
export type { Figure, ProviderRow } from './provider-row.ts';
export type { ProviderCost, ProviderUsage } from './provider-side.ts';
export { DIFFERENCE_REASONS, type DifferenceReason } from './reasons.ts';
