import { Fault, isFault } from '@suanpan/fault';
import type { FoldStore } from './fold-store.ts';

/**
 * The position a store stands for, as its owner reads it; `undefined` for a store that is empty. A store that is damaged, or
 * whose position its owner does not recognise, is emptied, for the log holds all that it held; `onDamage` is told first.
 */
export async function storedPosition<P>(
  store: FoldStore,
  read: (stored: unknown) => P | undefined,
  onDamage: (fault: Fault) => void,
): Promise<P | undefined> {
  try {
    const text = await store.position();
    return text === undefined ? undefined : recognised(text, read);
  } catch (error) {
    if (!isFault(error, 'fold_store_mismatch')) throw error;
    onDamage(error);
    await store.clear();
    return undefined;
  }
}

function recognised<P>(text: string, read: (stored: unknown) => P | undefined): P {
  const position = read(parsed(text));
  if (position !== undefined) return position;
  throw new Fault('fold_store_mismatch', 'The position in the fold store is not one of this fold.', {
    internal: { position: text.slice(0, 1000) },
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Fault('fold_store_mismatch', 'The position in the fold store is no JSON.', { cause });
  }
}
