/** What the transport tells a handler about the shard a batch came from. */
export interface ShardLease {
  readonly partition: number;
  /** Changes whenever the group assigns anew: whatever was believed of the shard before is void. */
  readonly generation: number;
  /** Has the next delivery start at this offset: the log's own position wins over the group's. */
  seek(offset: number): void;
  /** For lag display only. */
  commit(offset: number): Promise<void>;
  stale(): boolean;
}
