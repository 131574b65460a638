import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFault } from '@suanpan/fault';
import { discardLevelFoldStore, type FoldStore, openLevelFoldStore } from '@suanpan/fold-store';

/** Who is told that a store was thrown away. */
export interface StoreLog {
  warn(about: object, text: string): void;
}

/**
 * Opens a fold store by its name in a folder. A store that is damaged is thrown away, loudly: it holds nothing that the log
 * does not hold, and the fold starts again from there. `fold_store_locked` while another process has it open.
 */
export async function openFoldStore(folder: string, name: string, log: StoreLog): Promise<FoldStore> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  try {
    return await openLevelFoldStore(path);
  } catch (error) {
    if (!isFault(error, 'fold_store_mismatch')) throw error;
    log.warn({ err: error, store: path }, 'the fold store is damaged; it is rebuilt from the log');
    await discardLevelFoldStore(path);
    return openLevelFoldStore(path);
  }
}
