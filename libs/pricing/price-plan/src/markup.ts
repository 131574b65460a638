import type { Uncharged } from '@suanpan/charging';
import type { UsageEvent } from '@suanpan/facts';
import { findMarkup } from '@suanpan/price-usage';
import type { Factor } from './entry-draft.ts';
import { numberOf } from './plan-number.ts';
import { type Scene, uncharged } from './scene.ts';

const NONE: readonly Factor[] = [];

/** The mark-up on list prices of a call, as no factor or one; uncharged where two contend or the ratio is damaged. */
export function markupOf(event: UsageEvent, { view, place }: Scene): readonly Factor[] | Uncharged {
  if (!place.hasMarkup) return NONE;
  const { found, contenders } = findMarkup(event, view);
  if (contenders !== undefined) return uncharged('price_ambiguous', `mark-ups ${contenders.join(' and ')}`);
  if (found === undefined) return NONE;
  const value = numberOf(found.ratio);
  if (value === undefined || value.digits < 0n)
    return uncharged('price_flagged', `mark-up ${found.id}: ${found.ratio}`);
  return [{ name: `markup:${found.id}`, value }];
}
