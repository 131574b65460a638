import type { Catalogue } from '@suanpan/catalogue';
import type { Charging } from '@suanpan/charging';
import { packSourceRecord, USAGE_EVENTS } from '@suanpan/facts';
import type { Log } from '@suanpan/kafka';
import { openOutcomes, planPriceAgain, type ShardRater } from '@suanpan/rater';
import type { Clock } from '@suanpan/time';

/** What the scan works with. */
export interface ScanParts {
  readonly log: Log;
  readonly catalogue: Catalogue;
  readonly charging: Pick<Charging, 'hasPrice'>;
  readonly clock: Clock;
}

/**
 * Looks for quarantined outcomes that have a price by now and sends the directives that price them. It runs beside
 * rating and changes nothing itself: the directive travels the log like any fact, and its outcome closes the targets.
 */
export class PriceAgainScan {
  readonly #parts: ScanParts;
  readonly #scanned = new Map<number, { readonly revision: number; readonly nextSeq: number }>();

  constructor(parts: ScanParts) {
    this.#parts = parts;
  }

  /** Scans the held shards in which anything changed since the last scan. Answers the number of directives sent. */
  async run(raters: readonly ShardRater[]): Promise<number> {
    let sent = 0;
    for (const rater of raters) sent += await this.#scanShard(rater);
    return sent;
  }

  async #scanShard(rater: ShardRater): Promise<number> {
    const { log, catalogue, charging, clock } = this.#parts;
    const { store, position } = rater;
    if (store === undefined || position === undefined) return 0;
    const scanned = this.#scanned.get(rater.shard);
    const view = catalogue.asOf(catalogue.revision);
    // Under the same prices only what has been quarantined since can have a price; a new revision may price any of them.
    const fromSeq = scanned?.revision === view.revision ? scanned.nextSeq : 0;
    const { nextSeq } = position;
    if (fromSeq === nextSeq && scanned !== undefined) return 0;
    const directives = planPriceAgain(await openOutcomes(store, fromSeq), view, charging, clock.now());
    for (const directive of directives) {
      const header = { kind: 'directive', root: directive.root, shard: rater.shard, revision: view.revision } as const;
      const record = packSourceRecord({ ...header, receivedAt: clock.now() }, [JSON.stringify(directive)]);
      await log.append(USAGE_EVENTS.name, rater.shard, [record]);
    }
    this.#scanned.set(rater.shard, { revision: view.revision, nextSeq });
    return directives.length;
  }
}
