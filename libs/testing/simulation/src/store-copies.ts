import { type FoldPut, type FoldStore, memoryFoldStore } from '@suanpan/fold-store';
import { type AcceptedTimes, decodeSeen, IDENTITY_KEYS, isLive, type ShardPosition } from '@suanpan/rated-log';

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

/**
 * Everything that counts in a store, its position included, as one text. Identities that do not count any more are left
 * out: stores sweep them at their own pace, and no decision sees the difference.
 */
export async function contentsOf(store: FoldStore, times: AcceptedTimes): Promise<string> {
  const position = (await store.position()) ?? '';
  const foldTime = position === '' ? 0 : (JSON.parse(position) as ShardPosition).foldTime;
  const lines = [position];
  for await (const [key, value] of store.scan(EVERY_KEY)) {
    const isForgotten = key[0] === IDENTITY_KEYS[0] && !isLive(decodeSeen(value), foldTime, times);
    if (!isForgotten) lines.push(`${Buffer.from(key).toString('hex')}=${Buffer.from(value).toString('hex')}`);
  }
  return lines.join('\n');
}
