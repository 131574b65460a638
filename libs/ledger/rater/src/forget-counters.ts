import { backfillCounter } from '@suanpan/charging';
import type { FoldPut, FoldStore } from '@suanpan/fold-store';
import {
  type AcceptedTimes,
  backfilledPrefix,
  counterKey,
  isParkedForgotten,
  knownBackfill,
  PARKED,
} from '@suanpan/rated-log';
import type { ShardFold } from '@suanpan/shard-fold';
import { utcDayNumber } from '@suanpan/time';

/** Waiting results are swept by the first two hex digits of their calls, one pair a delivery. */
const SLICES = 256;

/** Identities of a sealed backfill that are deleted at most with one delivery. */
const DELETED_MAX = 2_000;

/**
 * Deletes counters that no decision reads any more, in small steps, once a day of fold time: results whose call did not come
 * in time, and the identities of sealed backfills. Like the sweep of identities it changes cost, never meaning.
 */
export class ForgetCounters {
  #day: number | undefined;
  #slice = 0;
  #sealed: string[] = [];

  /** Does the next step of the day, if one is left. Answers how many counters were deleted. */
  async step(fold: ShardFold, times: AcceptedTimes): Promise<number> {
    const day = utcDayNumber(fold.position.foldTime);
    if (day !== this.#day) {
      this.#day = day;
      this.#slice = 0;
      this.#sealed = await sealedPrefixes(fold.store);
    }
    const puts = this.#slice < SLICES ? await this.#parked(fold, times) : await this.#backfilled(fold.store);
    if (puts.length > 0) await fold.advance(fold.position, puts);
    return puts.length;
  }

  async #parked(fold: ShardFold, times: AcceptedTimes): Promise<FoldPut[]> {
    const prefix = counterKey(`${PARKED}${this.#slice.toString(16).padStart(2, '0')}`);
    this.#slice += 1;
    const puts: FoldPut[] = [];
    const { foldTime } = fold.position;
    for await (const [key, value] of fold.store.scan(prefix)) {
      if (isParkedForgotten(textOf(value), { foldTime, times })) puts.push([key, undefined]);
    }
    return puts;
  }

  async #backfilled(store: FoldStore): Promise<FoldPut[]> {
    const [prefix] = this.#sealed;
    if (prefix === undefined) return [];
    const puts: FoldPut[] = [];
    for await (const [key] of store.scan(counterKey(prefix))) {
      puts.push([key, undefined]);
      if (puts.length >= DELETED_MAX) return puts;
    }
    this.#sealed.shift();
    return puts;
  }
}

/** What the identities of each sealed backfill begin with. */
async function sealedPrefixes(store: FoldStore): Promise<string[]> {
  const prefixes: string[] = [];
  for await (const [, value] of store.scan(counterKey(BACKFILLS))) {
    const known = knownBackfill(textOf(value));
    if (known?.sealed === true && known.stamp !== undefined)
      prefixes.push(backfilledPrefix(known.root, known.stamp.id));
  }
  return prefixes;
}

/** What the names of all backfills begin with. */
const BACKFILLS = backfillCounter('', '').slice(0, -1);

function textOf(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8');
}
