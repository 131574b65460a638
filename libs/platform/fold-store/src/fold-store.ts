/** One change of a write batch: `undefined` as value deletes the key. */
export type FoldPut = readonly [key: Uint8Array, value: Uint8Array | undefined];

/**
 * Folded state of one shard: an ordered map of bytes whose every atomic write also holds the position it stands for.
 * LevelDB serves it in production, a map in the simulation; one contract suite tests both.
 */
export interface FoldStore {
  /** The position of the newest write, or `undefined` for a store that is empty. */
  position(): Promise<string | undefined>;
  getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]>;
  /** Every pair whose key starts with the prefix, in key order; with `from`, those from that key on. */
  scan(prefix: Uint8Array, from?: Uint8Array): AsyncIterable<readonly [Uint8Array, Uint8Array]>;
  /** Applies all puts and the position, or nothing. */
  write(puts: readonly FoldPut[], position: string): Promise<void>;
  /** Empties the store, position included: the first step of a rebuild. */
  clear(): Promise<void>;
  close(): Promise<void>;
}
