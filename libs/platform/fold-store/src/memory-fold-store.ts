import { Fault } from '@suanpan/fault';
import type { FoldPut, FoldStore } from './fold-store.ts';
import { demandFreeKey } from './reserved-keys.ts';

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

/** A fold store that ends with the process: for simulations, and for folds that are cheap to repeat. */
export function memoryFoldStore(): FoldStore {
  const pairs = new Map<string, Uint8Array>();
  let position: string | undefined;
  let closed = false;
  const demandOpen = () => {
    if (closed) throw new Fault('fold_store_failed', 'The fold store has been closed.');
  };
  return {
    async position() {
      demandOpen();
      return position;
    },
    async getMany(keys) {
      demandOpen();
      return keys.map((key) => pairs.get(textOf(key)));
    },
    async *scan(prefix, from = prefix) {
      demandOpen();
      const start = textOf(prefix);
      const first = textOf(from);
      const found = [...pairs].filter(([key]) => key.startsWith(start) && key >= first);
      // Latin-1 text has one unit a byte, so comparing text compares bytes.
      found.sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [key, value] of found) yield [bytesOf(key), value] as const;
    },
    async write(puts: readonly FoldPut[], next: string) {
      demandOpen();
      for (const [key] of puts) demandFreeKey(key);
      for (const [key, value] of puts) {
        if (value === undefined) pairs.delete(textOf(key));
        else pairs.set(textOf(key), Uint8Array.from(value));
      }
      position = next;
    },
    async clear() {
      demandOpen();
      pairs.clear();
      position = undefined;
    },
    async close() {
      closed = true;
    },
  };
}
