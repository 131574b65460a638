import type { FoldPut, FoldStore } from '@suanpan/fold-store';
import type { Log } from '@suanpan/kafka';
import type { StoreLog } from './open-fold-store.ts';
import type { FoldPosition, TopicFold } from './topic-fold.ts';

/** One partition that a consumer follows. */
export interface Source {
  readonly fold: TopicFold;
  readonly partition: number;
}

/** Records of one partition that count, and where their fold stands after them. */
export interface FoldedBatch {
  readonly topic: string;
  readonly partition: number;
  /** What the records hold, by the fold of the topic, in order; empty when none of the records counts. */
  readonly contents: readonly { readonly offset: number; readonly content: unknown }[];
  readonly position: FoldPosition;
  readonly foldTime: number;
}

/** What a consumer makes of a batch: written in one piece with the position after the batch. */
export interface Applied {
  readonly puts: readonly FoldPut[];
  /** To be done after the write, in order; each as a text that the consumer's own `perform` reads. */
  readonly effects?: readonly string[];
}

/** Reads what is folded; only the consumer writes. */
export type StoreView = Pick<FoldStore, 'getMany' | 'scan'>;

/** What a consumer is made of. */
export interface ConsumerParts {
  readonly log: Log;
  readonly sources: readonly Source[];
  readonly openStore: () => Promise<FoldStore>;
  /** Decides what a batch changes. Called again with the same batch and the same state if the write fails. */
  readonly apply: (batch: FoldedBatch, store: StoreView) => Promise<Applied>;
  /**
   * Does an effect. It is done again after a crash between the doing and the note that it was done, and may be done by two
   * processes at a take-over, so it must bear that: by an id in its text. A transient fault is tried again.
   */
  readonly perform?: (effect: string) => Promise<void>;
  readonly warn: StoreLog;
}

/** Where a consumer stands in one partition, for people and metrics. */
export interface SourceStatus {
  readonly topic: string;
  readonly partition: number;
  /** Offset of the next record to fold. */
  readonly offset: number;
  readonly foldTime: number;
  /** Offset the next record of the log will get, as far as it is known. */
  readonly end: number | undefined;
  /** Records that wait; `undefined` while the end is not known. */
  readonly lag: number | undefined;
}

export interface ConsumerStatus {
  /** `standby`: another process may hold the partitions. `halted`: nothing is folded until a person has acted. */
  readonly state: 'standby' | 'open' | 'halted';
  /** Why it is halted. */
  readonly reason?: string;
  readonly pendingEffects: number;
  readonly sources: readonly SourceStatus[];
}
