import { Fault } from '@suanpan/fault';
import type { FoldPosition } from './topic-fold.ts';

/** Where a store stands in every partition it follows, by `topic/partition`. */
export type StorePosition = Readonly<Record<string, FoldPosition>>;

const VERSION = 1;

export const sourceName = (topic: string, partition: number): string => `${topic}/${partition}`;

export function packPosition(folds: StorePosition): string {
  return JSON.stringify({ v: VERSION, folds });
}

/** `fold_store_mismatch` when the text is none of ours, which is mended by a rebuild. */
export function unpackPosition(text: string): StorePosition {
  try {
    const { v, folds } = JSON.parse(text) as { v: unknown; folds: StorePosition };
    if (v === VERSION && Object.values(folds).every(isPosition)) return folds;
  } catch (cause) {
    throw new Fault('fold_store_mismatch', 'The position of the fold store is not JSON.', { cause });
  }
  throw new Fault('fold_store_mismatch', 'The position of the fold store has an unknown form.');
}

function isPosition({ offset, foldTime }: FoldPosition): boolean {
  return Number.isSafeInteger(offset) && offset >= 0 && Number.isFinite(foldTime);
}
