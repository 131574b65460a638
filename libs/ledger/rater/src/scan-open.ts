import type { CatalogueView } from '@suanpan/catalogue';
import type { Charging } from '@suanpan/charging';
import type { PriceAgain, PriceAgainTarget } from '@suanpan/facts';
import type { FoldStore } from '@suanpan/fold-store';
import { OPEN_KEYS, openEvent, openKey, seqOfOpenKey } from '@suanpan/rated-log';
import type { EpochMs } from '@suanpan/time';
import { planPriceAgain } from './price-again.ts';

/** How far the open outcomes of a shard have been looked at under one revision. */
export interface OpenScan {
  readonly revision: number;
  /** Seq of the next open outcome to look at. */
  readonly nextSeq: number;
  /** Roots that have used up their share in this round, by the lowest seq of theirs that was passed over; the next round begins there. */
  readonly passedOver: ReadonlyMap<string, number>;
  /** Per root, the seq behind the newest target that was sent; what lies before it is not sent again. */
  readonly sentUpTo: ReadonlyMap<string, number>;
}

/** What one step of a scan may cost. */
export interface ScanLimits {
  /** Open outcomes that are read. */
  readonly keysMax: number;
  /** Targets of one root and their bytes, so that one with a million open outcomes neither fills the log nor keeps others waiting. */
  readonly targetsPerRoot: number;
  readonly bytesPerRoot: number;
}

export const SCAN_LIMITS: ScanLimits = { keysMax: 20_000, targetsPerRoot: 1_000, bytesPerRoot: 2 * 1024 * 1024 };

/** What a step found, and where the next one goes on. */
export interface ScanStep {
  readonly directives: readonly PriceAgain[];
  readonly scan: OpenScan;
  /** Whether everything has been looked at under this revision. */
  readonly isDone: boolean;
}

/** The scan of a shard under a revision, from its first open outcome on. */
export function newScan(revision: number): OpenScan {
  return { revision, nextSeq: 0, passedOver: new Map(), sentUpTo: new Map() };
}

/**
 * Looks at the next open outcomes of a shard and plans the directives for those that have a price, no more of each root than
 * its share. What is passed over is looked at in another round. `endSeq` is the seq the shard stands at.
 */
export async function scanOpen(
  store: FoldStore,
  scan: OpenScan,
  endSeq: number,
  parts: { readonly view: CatalogueView; readonly charging: Pick<Charging, 'hasPrice'>; readonly now: EpochMs },
  limits: ScanLimits = SCAN_LIMITS,
): Promise<ScanStep> {
  const taken = new Shares(limits, scan);
  let keys = 0;
  let nextSeq = scan.nextSeq;
  for await (const [key, value] of store.scan(OPEN_KEYS, openKey(scan.nextSeq))) {
    if (keys >= limits.keysMax) break;
    keys += 1;
    const seq = seqOfOpenKey(key);
    nextSeq = seq + 1;
    const event = openEvent(value);
    if (taken.wasSent(event.root, seq) || !parts.charging.hasPrice(event, parts.view)) continue;
    taken.take({ seq, event }, value.length);
  }
  const targets = taken.targets;
  const directives = planPriceAgain(targets, parts.view, { hasPrice: () => true }, parts.now);
  const { sentUpTo, passedOver } = taken;
  const { revision } = scan;
  if (keys >= limits.keysMax) return { directives, scan: { revision, nextSeq, passedOver, sentUpTo }, isDone: false };
  const again = Math.min(endSeq, ...passedOver.values());
  const isDone = passedOver.size === 0;
  return { directives, scan: { revision, nextSeq: again, passedOver: new Map(), sentUpTo }, isDone };
}

/** The targets of one step, root by root. */
class Shares {
  readonly #limits: ScanLimits;
  readonly #sentUpTo: ReadonlyMap<string, number>;
  readonly #byRoot = new Map<string, { readonly targets: PriceAgainTarget[]; bytes: number }>();
  readonly passedOver: Map<string, number>;

  constructor(limits: ScanLimits, { sentUpTo, passedOver }: OpenScan) {
    this.#limits = limits;
    this.#sentUpTo = sentUpTo;
    this.passedOver = new Map(passedOver);
  }

  get targets(): PriceAgainTarget[] {
    return [...this.#byRoot.values()].flatMap(({ targets }) => targets);
  }

  get sentUpTo(): ReadonlyMap<string, number> {
    const sent = new Map(this.#sentUpTo);
    for (const [root, { targets }] of this.#byRoot) sent.set(root, (targets.at(-1)?.seq ?? -1) + 1);
    return sent;
  }

  wasSent(root: string, seq: number): boolean {
    return seq < (this.#sentUpTo.get(root) ?? 0);
  }

  /** Takes a target unless its root has used up its share in this round; the first one is taken however large it is. */
  take(target: PriceAgainTarget, bytes: number): void {
    const { root } = target.event;
    if (this.passedOver.has(root)) return;
    const share = this.#byRoot.get(root) ?? { targets: [], bytes: 0 };
    const { targetsPerRoot, bytesPerRoot } = this.#limits;
    const isBeyond = share.targets.length >= targetsPerRoot || share.bytes + bytes > bytesPerRoot;
    if (share.targets.length > 0 && isBeyond) {
      this.passedOver.set(root, target.seq);
      return;
    }
    this.#byRoot.set(root, share);
    share.targets.push(target);
    share.bytes += bytes;
  }
}
