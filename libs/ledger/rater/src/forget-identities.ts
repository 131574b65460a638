import type { FoldPut } from '@suanpan/fold-store';
import { type AcceptedTimes, decodeSeen, IDENTITY_KEYS, isLive } from '@suanpan/rated-log';
import type { ShardFold } from '@suanpan/shard-fold';
import { utcDayNumber } from '@suanpan/time';

/** The store is swept in as many slices as a byte has values, one a delivery, so that no delivery waits for long. */
const SLICES = 256;

/**
 * Deletes the identities that do not count any more, once a day of fold time. It changes cost, never meaning: a
 * forgotten identity was passed over by every decision already.
 */
export class ForgetIdentities {
  #day: number | undefined;
  #slice = 0;

  /** Sweeps the next slice of the day, if one is left. Answers how many identities were deleted. */
  async step(fold: ShardFold, times: AcceptedTimes): Promise<number> {
    const day = utcDayNumber(fold.position.foldTime);
    if (day !== this.#day) {
      this.#day = day;
      this.#slice = 0;
    }
    if (this.#slice >= SLICES) return 0;
    const prefix = Uint8Array.of(...IDENTITY_KEYS, this.#slice);
    this.#slice += 1;
    const puts: FoldPut[] = [];
    for await (const [key, value] of fold.store.scan(prefix)) {
      if (!isLive(decodeSeen(value), fold.position.foldTime, times)) puts.push([key, undefined]);
    }
    if (puts.length > 0) await fold.advance(fold.position, puts);
    return puts.length;
  }
}
