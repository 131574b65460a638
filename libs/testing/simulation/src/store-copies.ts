import type { FoldPut, FoldStore } from '@suanpan/fold-store';

/** A fold store that survives its process; it can be lost, and set back to an earlier copy. */
export class MemoryStore implements FoldStore {
  #pairs = new Map<string, Uint8Array>();
  #position: string | undefined;

  position(): Promise<string | undefined> {
    return Promise.resolve(this.#position);
  }

  getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
    return Promise.resolve(keys.map((key) => this.#pairs.get(latin(key))));
  }

  async *scan(prefix: Uint8Array): AsyncIterable<readonly [Uint8Array, Uint8Array]> {
    const start = latin(prefix);
    for (const key of [...this.#pairs.keys()].filter((known) => known.startsWith(start)).sort()) {
      const value = this.#pairs.get(key);
      if (value !== undefined) yield [Buffer.from(key, 'latin1'), value];
    }
  }

  write(puts: readonly FoldPut[], position: string): Promise<void> {
    for (const [key, value] of puts) {
      if (value === undefined) this.#pairs.delete(latin(key));
      else this.#pairs.set(latin(key), value);
    }
    this.#position = position;
    return Promise.resolve();
  }

  clear(): Promise<void> {
    this.#pairs.clear();
    this.#position = undefined;
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Everything the store holds, its position included, as one text. */
  contents(): string {
    const pairs = [...this.#pairs].map(([key, value]) => `${key}=${latin(value)}`).sort();
    return `${this.#position}\n${pairs.join('\n')}`;
  }

  copy(): MemoryStore {
    const copy = new MemoryStore();
    copy.#pairs = new Map(this.#pairs);
    copy.#position = this.#position;
    return copy;
  }
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
