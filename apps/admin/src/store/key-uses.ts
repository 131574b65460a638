import { postgresFault } from '@suanpan/postgres';
import type { ServiceLog } from '@suanpan/service-runtime';
import type { DataSource } from 'typeorm';

/** Uses are written at most this often by a replica: a request a second must not be a write a second. */
const NOTE_EVERY_MS = 60_000;
const NOTE = `
  INSERT INTO admin.key_use AS kept (key, used_at) VALUES ($1, $2)
  ON CONFLICT (key) DO UPDATE SET used_at = greatest(kept.used_at, excluded.used_at)`;

/** Knows when keys were used here last, to the minute. */
export class KeyUses {
  readonly #source: DataSource;
  readonly #log: ServiceLog;
  readonly #noted = new Map<string, number>();

  constructor(source: DataSource, log: ServiceLog) {
    this.#source = source;
    this.#log = log;
  }

  /** Notes a use. Nobody waits for it: a request is not refused because its time could not be written down. */
  note(key: string, now: number): void {
    if (now - (this.#noted.get(key) ?? Number.NEGATIVE_INFINITY) < NOTE_EVERY_MS) return;
    this.#noted.set(key, now);
    this.#source.query(NOTE, [key, now]).catch((error: unknown) => {
      this.#noted.delete(key);
      this.#log.warn({ err: error, key }, 'the use of an API key could not be noted');
    });
  }

  /** When a key was used last, epoch milliseconds; null if never. */
  async lastUse(key: string): Promise<number | null> {
    try {
      const rows: { used_at: string }[] = await this.#source.query('SELECT used_at FROM admin.key_use WHERE key = $1', [
        key,
      ]);
      return rows[0] === undefined ? null : Number(rows[0].used_at);
    } catch (error) {
      throw postgresFault(error);
    }
  }
}
