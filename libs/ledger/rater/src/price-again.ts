import { hash } from 'node:crypto';
import type { CatalogueView } from '@suanpan/catalogue';
import type { PriceAgain, PriceAgainTarget, UsageEvent } from '@suanpan/facts';
import type { FoldStore } from '@suanpan/fold-store';
import { OPEN_KEYS, type Price, seqOfOpenKey } from '@suanpan/rated-log';
import { type EpochMs, formatInstant } from '@suanpan/time';

/** The source of the directives that rating itself sends. */
export const PRICE_AGAIN_SOURCE = 'suanpan/rating';

/** Targets of one directive; its outcome has one entry for each and must fit one rated record. */
const TARGETS_MAX = 100;

/**
 * Plans the directives that price what has been quarantined and has a price now. Each names the targets of one root,
 * carries them whole, and has an id that follows from them and the revision: sent twice, it is a duplicate.
 */
export function planPriceAgain(
  open: readonly PriceAgainTarget[],
  view: CatalogueView,
  price: Price,
  now: EpochMs,
): PriceAgain[] {
  const byRoot = new Map<string, PriceAgainTarget[]>();
  for (const target of open) {
    if (!price(target.event, view).priced) continue;
    const targets = byRoot.get(target.event.root);
    if (targets === undefined) byRoot.set(target.event.root, [target]);
    else targets.push(target);
  }
  const directives: PriceAgain[] = [];
  for (const [root, targets] of byRoot) {
    for (let i = 0; i < targets.length; i += TARGETS_MAX) {
      directives.push(directiveFor(root, targets.slice(i, i + TARGETS_MAX), view.revision, now));
    }
  }
  return directives;
}

function directiveFor(root: string, targets: readonly PriceAgainTarget[], revision: number, now: EpochMs): PriceAgain {
  const seqs = targets.map(({ seq }) => seq).join(',');
  return {
    time: formatInstant(now),
    directive: 'price-again',
    id: `price-again-${hash('sha256', `${root} ${revision} ${seqs}`).slice(0, 32)}`,
    source: PRICE_AGAIN_SOURCE,
    root,
    reason: `Prices are known as of revision ${revision}.`,
    targets,
  };
}

/** Reads the quarantined outcomes of a shard that wait for a price, oldest first. */
export async function openOutcomes(store: FoldStore): Promise<PriceAgainTarget[]> {
  const open: PriceAgainTarget[] = [];
  for await (const [key, value] of store.scan(OPEN_KEYS)) {
    open.push({ seq: seqOfOpenKey(key), event: JSON.parse(Buffer.from(value).toString('utf8')) as UsageEvent });
  }
  return open;
}
