import { hash } from 'node:crypto';
import type { CatalogueView } from '@suanpan/catalogue';
import type { Charging } from '@suanpan/charging';
import type { PriceAgain, PriceAgainTarget, UsageEvent } from '@suanpan/facts';
import type { FoldStore } from '@suanpan/fold-store';
import { OPEN_KEYS, seqOfOpenKey } from '@suanpan/rated-log';
import { type EpochMs, formatInstant } from '@suanpan/time';

/** The source of the directives that rating itself sends. */
export const PRICE_AGAIN_SOURCE = 'suanpan/rating';

/** Targets of one directive, and characters of them: its outcome repeats each target and must fit one rated record. */
const TARGETS_MAX = 100;
const TARGET_CHARS_MAX = 256 * 1024;

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
    for (const part of parted(targets)) directives.push(directiveFor(root, part, view.revision, now));
  }
  return directives;
}

/** Cuts targets into directives, in their order; one that is too long by itself goes alone. */
function parted(targets: readonly PriceAgainTarget[]): PriceAgainTarget[][] {
  const parts: PriceAgainTarget[][] = [];
  let part: PriceAgainTarget[] = [];
  let chars = 0;
  for (const target of targets) {
    const length = JSON.stringify(target).length;
    if (part.length > 0 && (part.length >= TARGETS_MAX || chars + length > TARGET_CHARS_MAX)) {
      parts.push(part);
      part = [];
      chars = 0;
    }
    part.push(target);
    chars += length;
  }
  if (part.length > 0) parts.push(part);
  return parts;
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
    open.push({ seq, event: JSON.parse(Buffer.from(value).toString('utf8')) as UsageEvent });
  }
  return open;
}
