import { genesisHash } from './rated-batch.ts';

/** A batch accepted lately: enough to tell a repeat from a rewritten past. */
export interface RecentBatch {
  readonly from: number;
  readonly to: number;
  readonly hash: string;
}

/** Where the fold of one shard stands. Two readers at the same rated offset hold the same position. */
export interface ShardPosition {
  readonly shard: number;
  /** Offset of the next record of the rated log to fold. */
  readonly ratedOffset: number;
  /** Offset of the newest accepted batch, to prove later that the log is still the same; -1 before the first. */
  readonly acceptedOffset: number;
  /** The newest claim, `null` before the first. */
  readonly claim: string | null;
  readonly nextSeq: number;
  /** Next source offset to decide. */
  readonly nextSource: number;
  /** Hash of the newest accepted batch. */
  readonly hash: string;
  /** Revision in force. */
  readonly revision: number;
  readonly foldTime: number;
  readonly sourceDigest: string;
  /** Identities counted before this UTC day are forgotten for good; absent while every batch is by the first rules. */
  readonly rememberedFrom?: number;
  /** From where on it is known what calls are charged; absent while every batch is by the first rules. */
  readonly proves?: ProvenCharges;
  readonly recent: readonly RecentBatch[];
}

/** Which calls have a digest of what they are charged. */
export interface ProvenCharges {
  /** The first seq that has one. */
  readonly fromSeq: number;
  /** UTC day of fold time of the batch it is in. */
  readonly fromDay: number;
  /** Digests of batches before this UTC day are forgotten for good. */
  readonly keptFrom: number;
}

/** How many accepted batches a position remembers to compare repeats with. */
export const RECENT_BATCHES = 16;

/** The position before the first record of a shard. */
export function genesisPosition(shard: number): ShardPosition {
  return {
    shard,
    ratedOffset: 0,
    acceptedOffset: -1,
    claim: null,
    nextSeq: 0,
    nextSource: 0,
    hash: genesisHash(shard),
    revision: 0,
    foldTime: 0,
    sourceDigest: '',
    recent: [],
  };
}
