import type { Directive, Outcome, ResultEvent, UsageEvent } from '@suanpan/facts';
import type { EpochMs } from '@suanpan/time';

/** One outcome on its way into the ledger, with where it stands in the rated log. */
export interface LedgerItem {
  readonly shard: number;
  /** Offset of the rated record that holds the outcome. */
  readonly ratedOffset: number;
  readonly root: string;
  readonly outcome: Outcome;
  /** The call the outcome is about; `undefined` for a result or a directive, whose entries carry their own events. */
  readonly event: UsageEvent | undefined;
  /** What the outcome is about instead of a call; absent for a call and for what could not be read. */
  readonly other?: ResultEvent | Directive;
}

/**
 * What one insert writes: consecutive outcomes of one or more shards. All its rows share `id` and `at`; the table is
 * partitioned by `at` alone, which makes the insert atomic.
 * An outcome becomes one row per entry, or one row without money (entry 0) if it has none.
 */
export interface LedgerChunk {
  readonly id: string;
  readonly at: EpochMs;
  readonly items: readonly LedgerItem[];
}

/** A half-open range of seq within one shard. */
export interface SeqRange {
  readonly shard: number;
  readonly from: number;
  readonly to: number;
}

/** What the ledger holds of one shard, counted from its rows. */
export interface ShardHolding {
  readonly shard: number;
  readonly rows: number;
  /** Distinct seq. */
  readonly outcomes: number;
  /** Highest seq plus one; equals `outcomes` when nothing is missing. */
  readonly nextSeq: number;
  /** Distinct (seq, entry); equals `rows` when nothing is doubled. */
  readonly keys: number;
  /** Sum of the amounts per currency, decimal text; compared with the rated log's own sums. */
  readonly money: Readonly<Record<string, string>>;
}

/**
 * The ledger's side of the sink. ClickHouse serves it in production, a model with faults in the simulation; one
 * contract suite tests both. Every method may fail with `ledger_unavailable`; after a failed insert it is unknown
 * whether the chunk is in the ledger.
 */
export interface LedgerStore {
  /** Makes sure that no insert of any earlier sink is still running: kills them by name and waits for their end. */
  fence(): Promise<void>;
  /** Inserts a chunk whole or not at all. */
  insert(chunk: LedgerChunk): Promise<void>;
  /** What is there per shard, from the rows themselves. Shards without rows are absent. */
  holdings(): Promise<ShardHolding[]>;
  /** Ranges of seq below the shard's highest that have no row. */
  gaps(shard: number): Promise<SeqRange[]>;
  /** Ids of chunks to delete so that every (seq, entry) of the shard stands once: of two that overlap, the later one. */
  doubledChunks(shard: number): Promise<string[]>;
  /** Deletes a doubled chunk with the repair role; what is missing after that is a gap. Recorded in the ledger's repair log. */
  deleteChunk(id: string, reason: string): Promise<void>;
}
