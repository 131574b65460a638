/** A record as a reader gets it. */
export interface LogRecord {
  readonly offset: number;
  /** The broker's append time, epoch milliseconds. */
  readonly appendedAt: number;
  readonly value: Buffer;
}

/** First readable offset and the offset the next record will get. */
export interface LogBounds {
  readonly start: number;
  readonly end: number;
}

/** Where appended values stand, and when the broker says that it took them. */
export interface AppendStamp {
  /** Offset of the first. */
  readonly offset: number;
  /** The broker's append time, epoch milliseconds; below 0 where the topic does not keep it. */
  readonly appendedAt: number;
}

/** A log that tells when it took what was appended. */
export interface StampingLog {
  /** As `append` of {@link Log}. */
  appendStamped(topic: string, partition: number, values: readonly Uint8Array[]): Promise<AppendStamp>;
}

/**
 * The log as everything above it sees it: partitions of records with positions. Positions come from the log itself;
 * there are no groups and no commits here. kafkajs serves it in production, a model with faults in the simulation.
 */
export interface Log {
  /**
   * Appends values as consecutive records and answers the offset of the first, once all in-sync replicas have them.
   * It never retries by itself: `append_failed` means that the records may or may not be in the log.
   */
  append(topic: string, partition: number, values: readonly Uint8Array[]): Promise<number>;
  /**
   * Reads records from an offset on, waiting up to `waitMs` for the first. Answers at least one record if there is one,
   * whatever its size. `log_truncated` if the offset lies beyond the end, `log_gap` if it lies before the start.
   */
  read(topic: string, partition: number, from: number, bytesMax: number, waitMs: number): Promise<LogRecord[]>;
  bounds(topic: string, partition: number): Promise<LogBounds>;
}
