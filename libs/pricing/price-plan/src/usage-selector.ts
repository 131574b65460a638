import type { UsageSelector } from '@suanpan/catalogue';
import type { Leaf, UsageEvent } from '@suanpan/facts';
import { canonicalProvider, comparableModel, matchRank, NO_MATCH } from '@suanpan/price-book';

/** The names of a call that selectors go by. */
export interface CallNames {
  readonly provider: string;
  /** The served model, or the requested one where none is known. */
  readonly model: string;
}

export function callNames({ provider, servedModel, requestedModel }: UsageEvent): CallNames {
  const model = servedModel === undefined || servedModel === '' ? requestedModel : servedModel;
  return { provider: canonicalProvider(provider), model: comparableModel(model) };
}

/** Whether a selector is for calls of this provider and model. */
export function selectsCall(selector: UsageSelector | undefined, { provider, model }: CallNames): boolean {
  if (selector === undefined) return true;
  if (selector.provider !== undefined && canonicalProvider(selector.provider) !== provider) return false;
  return selector.model === undefined || matchRank(selector.model, model) !== NO_MATCH;
}

/** Whether a selector is for a leaf. */
export function selectsLeaf(selector: UsageSelector | undefined, leaf: Leaf): boolean {
  return selector?.leaves === undefined || selector.leaves.includes(leaf);
}
