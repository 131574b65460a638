import { postgresFault } from '@suanpan/postgres';
import type { DataSource, EntityManager } from 'typeorm';

/** Runs single statements, each a transaction of its own. Trouble that passes becomes the fault `unavailable`. */
export async function askTables<T>(source: DataSource, work: (tables: EntityManager) => Promise<T>): Promise<T> {
  try {
    return await work(source.manager);
  } catch (error) {
    throw postgresFault(error);
  }
}
