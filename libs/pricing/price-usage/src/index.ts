export { accountLine } from './account-line.ts';
export type { PricedLeaf } from './entries.ts';
export { explainEntries } from './explain.ts';
export { type FoundMarkup, findMarkup } from './find-markup.ts';
export { type LeafQuantities, type LeafQuantity, leafQuantities, type Usage } from './leaf-quantities.ts';
export { callModels } from './model-alias.ts';
export {
  isUncountedFailure,
  type PriceDecision,
  type PricedLeaves,
  type PricedReason,
  priceLeaves,
  priceUsage,
  type UnpricedReason,
  usageFlaw,
} from './price-usage.ts';
