import { type FoldPut, type FoldStore, memoryFoldStore } from '@suanpan/fold-store';

const EVERY_KEY = new Uint8Array();

/** Another store with the same pairs and position: a backup, or what a restored disk holds. */
export async function copyOf(store: FoldStore): Promise<FoldStore> {
  const copy = memoryFoldStore();
  const position = await store.position();
  const puts: FoldPut[] = [];
  for await (const pair of store.scan(EVERY_KEY)) puts.push(pair);
  if (position !== undefined) await copy.write(puts, position);
  return copy;
}

/** Everything a store holds, its position included, as one text. */
export async function contentsOf(store: FoldStore): Promise<string> {
  const lines = [(await store.position()) ?? ''];
  for await (const [key, value] of store.scan(EVERY_KEY)) {
    lines.push(`${Buffer.from(key).toString('hex')}=${Buffer.from(value).toString('hex')}`);
  }
  return lines.join('\n');
}
