import { hash } from 'node:crypto';
import type { CatalogueView } from '@suanpan/catalogue';
import type { Charging } from '@suanpan/charging';
import { partTargets } from '@suanpan/directives';
import type { PriceAgain, PriceAgainTarget } from '@suanpan/facts';
import type { FoldStore } from '@suanpan/fold-store';
import { OPEN_KEYS, openEvent, seqOfOpenKey } from '@suanpan/rated-log';
import { type EpochMs, formatInstant } from '@suanpan/time';

/** The source of the directives that rating itself sends. */
export const PRICE_AGAIN_SOURCE = 'suanpan/rating';

/**
 * Plans the directives that price what has been quarantined and has a price now. Each names the targets of one root,
 * carries them whole, and has an id that follows from them and the revision: sent twice, it is a duplicate.
 */
export function planPriceAgain(
  open: readonly PriceAgainTarget[],
  view: CatalogueView,
  charging: Pick<Charging, 'hasPrice'>,
  now: EpochMs,
): PriceAgain[] {
  const byRoot = new Map<string, PriceAgainTarget[]>();
  for (const target of open) {
    if (!charging.hasPrice(target.event, view)) continue;
    const targets = byRoot.get(target.event.root);
    if (targets === undefined) byRoot.set(target.event.root, [target]);
    else targets.push(target);
  }
  const directives: PriceAgain[] = [];
  for (const [root, targets] of byRoot) {
    for (const part of partTargets(targets)) directives.push(directiveFor(root, part, view.revision, now));
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

/** Reads the quarantined outcomes of a shard that wait for a price, from a seq on, oldest first. */
export async function openOutcomes(store: FoldStore, fromSeq = 0): Promise<PriceAgainTarget[]> {
  const open: PriceAgainTarget[] = [];
  for await (const [key, value] of store.scan(OPEN_KEYS)) {
    const seq = seqOfOpenKey(key);
    if (seq < fromSeq) continue;
    open.push({ seq, event: openEvent(value) });
  }
  return open;
}
