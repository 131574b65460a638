import { setTimeout as delay } from 'node:timers/promises';
import type { ClickHouse } from '@suanpan/clickhouse';
import { USAGE_EVENTS, USAGE_RATED } from '@suanpan/facts';
import type { Log } from '@suanpan/kafka';
import { type BatchHeader, unpackRated } from '@suanpan/rated-record';

const LOOK_EVERY_MS = 50;
const READ_WAIT_MS = 1_000;
/** Claims that may stand behind the last batch. */
const LOOK_BACK = 100;

/** Tells whether everything that was sent to a shard is in the ledger. */
export class LedgerProgress {
  readonly #log: Log;
  readonly #clickhouse: ClickHouse;

  constructor(log: Log, clickhouse: ClickHouse) {
    this.#log = log;
    this.#clickhouse = clickhouse;
  }

  /** Waits until the ledger holds what is on the log of a shard by now, at most so long; answers whether it does. */
  async covers(shard: number, waitMs: number): Promise<boolean> {
    const { end } = await this.#log.bounds(USAGE_EVENTS.name, shard);
    for (let waited = 0; ; waited += LOOK_EVERY_MS) {
      if (await this.#holds(shard, end)) return true;
      if (waited >= waitMs) return false;
      await delay(LOOK_EVERY_MS);
    }
  }

  async #holds(shard: number, sourceEnd: number): Promise<boolean> {
    const last = await this.#lastBatch(shard);
    if (last === undefined) return sourceEnd === 0;
    if (last.to < sourceEnd) return false;
    const [row] = await this.#clickhouse.queryRows<{ next: string }>(
      'SELECT toString(max(seq) + 1) AS next FROM ledger.usage WHERE shard = {shard:UInt32} HAVING count() > 0',
      { shard },
    );
    return Number(row?.next ?? 0) >= last.firstSeq + last.count;
  }

  async #lastBatch(shard: number): Promise<BatchHeader | undefined> {
    const { start, end } = await this.#log.bounds(USAGE_RATED.name, shard);
    for (let offset = end - 1; offset >= Math.max(start, end - LOOK_BACK); offset -= 1) {
      const [record] = await this.#log.read(USAGE_RATED.name, shard, offset, 1, READ_WAIT_MS);
      const header = record === undefined ? undefined : unpackRated(record.value).header;
      if (header?.kind === 'batch') return header;
    }
    return undefined;
  }
}
