import { type FoldPut, type FoldStore, memoryFoldStore } from '@suanpan/fold-store';
import {
  backfilledPrefix,
  CHARGED_KEYS,
  CORRECTED_KEYS,
  COUNTER_KEYS,
  chargedDay,
  decodeSeen,
  IDENTITY_KEYS,
  isLive,
  isParkedForgotten,
  knownBackfill,
  nameOfCounterKey,
  PARKED,
  seqOfChargedKey,
} from '@suanpan/rated-log';
import { type ShardPosition } from '@suanpan/rated-record';

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
 * Everything that counts in a store, its position included, as one text. What does not count any more is left out
 * (identities of another day, results whose call never came, identities of sealed backfills, digests of calls too old to be
 * corrected): stores sweep it at their
 * own pace, and no decision sees the difference.
 */
export async function contentsOf(store: FoldStore): Promise<string> {
  const position = (await store.position()) ?? '';
  const { rememberedFrom = 0, proves }: Partial<ShardPosition> =
    position === '' ? {} : (JSON.parse(position) as ShardPosition);
  const lines = [position];
  const sealed = await sealedPrefixes(store);
  const isTooOld = await tooOldToCorrect(store, proves);
  for await (const [key, value] of store.scan(EVERY_KEY)) {
    if (key[0] === IDENTITY_KEYS[0] && !isLive(decodeSeen(value), rememberedFrom)) continue;
    if (isTooOld(key)) continue;
    if (key[0] === COUNTER_KEYS[0]) {
      const name = nameOfCounterKey(key);
      const isWaiting = name.startsWith(PARKED);
      if (isWaiting && isParkedForgotten(Buffer.from(value).toString(), rememberedFrom)) continue;
      if (sealed.some((prefix) => name.startsWith(prefix))) continue;
    }
    lines.push(`${Buffer.from(key).toString('hex')}=${Buffer.from(value).toString('hex')}`);
  }
  return lines.join('\n');
}

async function sealedPrefixes(store: FoldStore): Promise<string[]> {
  const prefixes: string[] = [];
  for await (const [key, value] of store.scan(COUNTER_KEYS)) {
    if (!nameOfCounterKey(key).startsWith('backfill|')) continue;
    const { root, stamp, sealed } = knownBackfill(Buffer.from(value).toString()) ?? {};
    if (sealed === true && root !== undefined && stamp !== undefined) prefixes.push(backfilledPrefix(root, stamp.id));
  }
  return prefixes;
}

/** Whether a key holds a digest of what a call was charged that no correction asks for any more. */
async function tooOldToCorrect(
  store: FoldStore,
  proves: ShardPosition['proves'],
): Promise<(key: Uint8Array) => boolean> {
  if (proves === undefined) return () => false;
  let first = proves.fromDay < proves.keptFrom ? proves.fromSeq : 0;
  for await (const [key, value] of store.scan(CHARGED_KEYS)) {
    if (chargedDay(value) >= proves.keptFrom) break;
    first = seqOfChargedKey(key) + 1;
  }
  return (key) => (key[0] === CHARGED_KEYS[0] || key[0] === CORRECTED_KEYS[0]) && seqOfChargedKey(key) < first;
}
