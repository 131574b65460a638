import type { FoldPut } from '@suanpan/fold-store';
import { CHARGED_KEYS, CORRECTED_KEYS, chargedDay, seqOfChargedKey } from '@suanpan/rated-log';
import type { ShardFold } from '@suanpan/shard-fold';

/** Keys that one step deletes at most. */
const DELETED_MAX = 2_000;

/**
 * Deletes the digests of what calls are charged once they are too old to be corrected. They lie in the order of seq, and so of
 * time: each step looks at the first ones only. Like all sweeps it changes cost, never meaning.
 */
export class ForgetCharges {
  /** Answers how many keys were deleted. */
  async step(fold: ShardFold): Promise<number> {
    const { proves } = fold.position;
    if (proves === undefined) return 0;
    const puts: FoldPut[] = [];
    // What older batches counted has no digest but where it was corrected since.
    let upTo = proves.fromDay < proves.keptFrom ? proves.fromSeq - 1 : -1;
    for await (const [key, value] of fold.store.scan(CHARGED_KEYS)) {
      if (chargedDay(value) >= proves.keptFrom || puts.length >= DELETED_MAX) break;
      upTo = seqOfChargedKey(key);
      puts.push([key, undefined]);
    }
    if (upTo < 0) return 0;
    for await (const [key] of fold.store.scan(CORRECTED_KEYS)) {
      if (seqOfChargedKey(key) > upTo || puts.length >= 2 * DELETED_MAX) break;
      puts.push([key, undefined]);
    }
    if (puts.length > 0) await fold.advance(fold.position, puts);
    return puts.length;
  }
}
