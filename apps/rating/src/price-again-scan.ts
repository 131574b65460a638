import type { Catalogue } from '@suanpan/catalogue';
import type { Charging } from '@suanpan/charging';
import { type PriceAgain, packSourceRecord, USAGE_EVENTS } from '@suanpan/facts';
import { isFault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { newScan, type OpenScan, type ShardRater, scanOpen } from '@suanpan/rater';
import type { Clock } from '@suanpan/time';

/** What the scan works with. */
export interface ScanParts {
  readonly log: Log;
  readonly catalogue: Catalogue;
  readonly charging: Pick<Charging, 'hasPrice'>;
  readonly clock: Clock;
}

interface ShardScan {
  readonly scan: OpenScan;
  readonly isDone: boolean;
  /** Where the shard stood when the scan came to its end. */
  readonly endSeq: number;
  /** Source offset behind the newest directive sent; until it is decided its targets are still open. */
  readonly sentOffset: number;
}

/**
 * Looks for quarantined outcomes that have a price by now and sends the directives that price them. It runs beside
 * rating and changes nothing itself: the directive travels the log like any fact, and its outcome closes the targets. Each run
 * reads so many of a shard and sends so many of a root; the rest has its turn in the next ones.
 */
export class PriceAgainScan {
  readonly #parts: ScanParts;
  readonly #scans = new Map<number, ShardScan>();

  constructor(parts: ScanParts) {
    this.#parts = parts;
  }

  /**
   * Scans the held shards in which anything is left to look at. Answers the number of directives sent. A shard whose state turns
   * out to be damaged is let go of, and halts with its next delivery.
   */
  async run(raters: readonly ShardRater[]): Promise<number> {
    let sent = 0;
    for (const rater of raters) {
      try {
        sent += await this.#scanShard(rater);
      } catch (error) {
        if (!isFault(error, 'state_damaged')) throw error;
        rater.distrustState(error);
      }
    }
    return sent;
  }

  async #scanShard(rater: ShardRater): Promise<number> {
    const { catalogue, charging, clock } = this.#parts;
    const { store, position } = rater;
    if (store === undefined || position === undefined) return 0;
    const { nextSeq, nextSource } = position;
    const view = catalogue.asOf(catalogue.revision);
    const before = this.#scans.get(rater.shard);
    if (before !== undefined && nextSource < before.sentOffset) return 0;
    // Under the same prices only what has been quarantined since can have a price; a new revision may price any of them.
    const isSame = before?.scan.revision === view.revision;
    if (isSame && before.isDone && before.endSeq === nextSeq) return 0;
    const scan = isSame ? before.scan : newScan(view.revision);
    const step = await scanOpen(store, scan, nextSeq, { view, charging, now: clock.now() });
    const sentOffset = await this.#send(step.directives, rater.shard, view.revision);
    this.#scans.set(rater.shard, { scan: step.scan, isDone: step.isDone, endSeq: nextSeq, sentOffset });
    return step.directives.length;
  }

  /** Answers the source offset behind the last of them, 0 if there are none. */
  async #send(directives: readonly PriceAgain[], shard: number, revision: number): Promise<number> {
    const { log, clock } = this.#parts;
    let behind = 0;
    for (const directive of directives) {
      const header = { kind: 'directive', root: directive.root, shard, revision } as const;
      const record = packSourceRecord({ ...header, receivedAt: clock.now() }, [JSON.stringify(directive)]);
      behind = (await log.append(USAGE_EVENTS.name, shard, [record])) + 1;
    }
    return behind;
  }
}
