import type { DataSource, EntityManager } from 'typeorm';
import { postgresFault } from './postgres-fault.ts';

/** How much a transaction sees of others. https://www.postgresql.org/docs/18/transaction-iso.html */
export type Isolation = 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';

/**
 * Runs `work` in one transaction: all of it is stored, or nothing. Trouble that passes becomes the fault `unavailable`,
 * a serialisation failure included; whether to try again is the caller's to decide, because `work` runs again then.
 */
export async function inTransaction<T>(
  source: DataSource,
  isolation: Isolation,
  work: (tables: EntityManager) => Promise<T>,
): Promise<T> {
  try {
    return await source.transaction(isolation, work);
  } catch (error) {
    throw postgresFault(error);
  }
}
