import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFault } from '@suanpan/fault';
import { discardLevelFoldStore, type FoldStore, openLevelFoldStore } from '@suanpan/fold-store';
import type { ServiceLog } from '@suanpan/service-runtime';

/**
 * Opens the fold store of a shard. A store that is damaged is thrown away, loudly: it holds nothing that the log does not
 * hold, and the fold starts again from there.
 */
export async function openFoldStore(folder: string, shard: number, log: ServiceLog): Promise<FoldStore> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `shard-${shard}`);
  try {
    return await openLevelFoldStore(path);
  } catch (error) {
    if (!isFault(error, 'fold_store_mismatch')) throw error;
    log.warn({ err: error, shard }, 'the fold store is damaged; it is rebuilt from the log');
    await discardLevelFoldStore(path);
    return openLevelFoldStore(path);
  }
}
