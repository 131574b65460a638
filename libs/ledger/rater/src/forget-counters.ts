import { backfillCounter } from '@suanpan/charging';
import type { FoldPut, FoldStore } from '@suanpan/fold-store';
import { backfilledPrefix, counterKey, isParkedForgotten, knownBackfill, PARKED, storedText } from '@suanpan/rated-log';
import type { ShardFold } from '@suanpan/shard-fold';
import { utcDayNumber } from '@suanpan/time';
import { SweepPace } from './sweep-pace.ts';

/** Identities of a sealed backfill that are deleted at most with one delivery. */
const DELETED_MAX = 2_000;

/**
 * Deletes counters that no decision reads any more, in small steps: results whose call did not come in time, by the first two
 * hex digits of their calls, and the identities of sealed backfills. Like the sweep of identities it changes cost, never meaning.
 */
export class ForgetCounters {
  readonly #pace = new SweepPace();
  #round: number | undefined;
  #sealed: string[] = [];

  /** Sweeps what is due. Answers how many counters were deleted. */
  async step(fold: ShardFold): Promise<number> {
    const { foldTime, rememberedFrom } = fold.position;
    let deleted = 0;
    if (rememberedFrom !== undefined) {
      await this.#pace.step(foldTime, async (slice) => {
        const { puts, keys } = await parkedIn(fold.store, slice, rememberedFrom);
        if (puts.length > 0) await fold.advance(fold.position, puts);
        deleted += puts.length;
        return keys;
      });
    }
    const puts = await this.#backfilled(fold.store, utcDayNumber(foldTime));
    if (puts.length > 0) await fold.advance(fold.position, puts);
    return deleted + puts.length;
  }

  /** What was sealed is looked up once a day of fold time. */
  async #backfilled(store: FoldStore, day: number): Promise<FoldPut[]> {
    if (day !== this.#round) this.#sealed = await sealedPrefixes(store);
    this.#round = day;
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

async function parkedIn(store: FoldStore, slice: number, rememberedFrom: number) {
  const puts: FoldPut[] = [];
  let keys = 0;
  for await (const [key, value] of store.scan(counterKey(`${PARKED}${slice.toString(16).padStart(2, '0')}`))) {
    keys += 1;
    if (isParkedForgotten(storedText(value), rememberedFrom)) puts.push([key, undefined]);
  }
  return { puts, keys };
}

/** What the identities of each sealed backfill begin with. */
async function sealedPrefixes(store: FoldStore): Promise<string[]> {
  const prefixes: string[] = [];
  for await (const [, value] of store.scan(counterKey(BACKFILLS))) {
    const known = knownBackfill(storedText(value));
    if (known?.sealed === true && known.stamp !== undefined)
      prefixes.push(backfilledPrefix(known.root, known.stamp.id));
  }
  return prefixes;
}

/** What the names of all backfills begin with. */
const BACKFILLS = backfillCounter('', '').slice(0, -1);
