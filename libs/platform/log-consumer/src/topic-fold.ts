import type { TopicSpec } from '@suanpan/facts';
import type { Log, LogRecord } from '@suanpan/kafka';

/** Where the fold of one partition stands. A fold adds what it needs to go on. */
export interface FoldPosition {
  /** Offset of the next record to fold. */
  readonly offset: number;
  /** Epoch milliseconds; never goes back. */
  readonly foldTime: number;
}

/** What one record came to: where the fold stands after it, and what the record holds, if it counts. */
export interface FoldStep<P extends FoldPosition, C> {
  readonly position: P;
  /** Absent for a record that is void or a repeat. */
  readonly content?: C;
}

/** How the records of a topic are folded. Pure but for `prove`, which asks the log. */
export interface TopicFold<P extends FoldPosition = FoldPosition, C = unknown> {
  readonly topic: TopicSpec;
  /** Where a partition begins whose log starts at an offset. `log_gap` if the fold cannot begin there. */
  begin(partition: number, start: number): P;
  /** Folds the record that is due. Throws the fault that halts the consumer when the record must not be trusted. */
  step(partition: number, position: P, record: LogRecord): FoldStep<P, C>;
  /** Throws `log_rewritten` when the log holds something else at the position than was folded there. */
  prove?(partition: number, position: P, log: Log): Promise<void>;
}
