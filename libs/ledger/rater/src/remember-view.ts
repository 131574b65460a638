import type { CatalogueView } from '@suanpan/catalogue';
import type { CatalogueAtRevision } from './rater-parts.ts';

/**
 * The catalogue with its last view remembered. Revisions change seldom and a view is one state for good: whoever works
 * something out from it, works it out once.
 */
export function rememberView(catalogue: CatalogueAtRevision): CatalogueAtRevision {
  let last: CatalogueView | undefined;
  return {
    async at(revision) {
      if (last?.revision !== revision) last = await catalogue.at(revision);
      return last;
    },
  };
}
