import type { FoldPut } from '@suanpan/fold-store';
import { decodeSeen, IDENTITY_KEYS, isLive } from '@suanpan/rated-log';
import type { ShardFold } from '@suanpan/shard-fold';
import { SweepPace } from './sweep-pace.ts';

/**
 * Deletes the identities that do not count any more, slice by slice, all of them once a day of fold time. It changes cost,
 * never meaning: what is forgotten follows from the position, and a forgotten identity was passed over by every decision already.
 */
export class ForgetIdentities {
  readonly #pace = new SweepPace();

  /** Sweeps the slices that are due. Answers how many identities were deleted. */
  async step(fold: ShardFold): Promise<number> {
    const { foldTime, rememberedFrom } = fold.position;
    if (rememberedFrom === undefined) return 0;
    let deleted = 0;
    await this.#pace.step(foldTime, async (slice) => {
      const puts: FoldPut[] = [];
      let keys = 0;
      for await (const [key, value] of fold.store.scan(Uint8Array.of(...IDENTITY_KEYS, slice))) {
        keys += 1;
        if (!isLive(decodeSeen(value), rememberedFrom)) puts.push([key, undefined]);
      }
      if (puts.length > 0) await fold.advance(fold.position, puts);
      deleted += puts.length;
      return keys;
    });
    return deleted;
  }
}
