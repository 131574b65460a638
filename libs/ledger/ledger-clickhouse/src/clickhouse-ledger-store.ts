import { setTimeout as delay } from 'node:timers/promises';
import type { ClickHouse, StatementOptions } from '@suanpan/clickhouse';
import { Fault } from '@suanpan/fault';
import type { LedgerChunk, LedgerStore, SeqRange, ShardHolding } from '@suanpan/ledger-sink';
import { ShardProof } from './shard-proof.ts';
import {
  DELETE_CHUNK,
  DOUBLED_CHUNKS,
  GAPS,
  KILL_SINK_QUERIES,
  RECORD_REPAIR,
  ROWS_OF_CHUNK,
  RUNNING_SINK_QUERIES,
  SINK_QUERY_PREFIX,
} from './sql/store-queries.ts';
import { encodeChunk } from './usage-encoding.ts';

export interface ClickHouseLedgerOptions {
  /** Connection of the sink's user: inserts, reads, kills its own queries. */
  readonly sink: ClickHouse;
  /** Connection of the repair user, which alone may delete; without one a doubled chunk stays and the sink stands still. */
  readonly repair?: ClickHouse;
  /** Name of this process in the names of its queries. */
  readonly instance: string;
  /** How long earlier inserts may take to end before the fence gives up. Default 30,000. */
  readonly fenceWaitMs?: number;
}

const FENCE_WAIT_MS = 30_000;
const FENCE_POLL_MS = 50;

/** An insert that would fall into two partitions is refused whole: it could be torn. */
const INSERT_SETTINGS = { max_partitions_per_insert_block: '1', throw_on_max_partitions_per_insert_block: 1 } as const;
/** The statement returns after every part, projections included, was rewritten. */
const DELETE_SETTINGS = { mutations_sync: '2' } as const;

/** The ledger in ClickHouse. Every failure of the engine is `ledger_unavailable`; a chunk that does not fit is `log_corrupt`. */
export class ClickHouseLedgerStore implements LedgerStore {
  readonly #options: ClickHouseLedgerOptions;
  readonly #proof: ShardProof;

  constructor(options: ClickHouseLedgerOptions) {
    this.#options = options;
    this.#proof = new ShardProof(options.sink);
  }

  async fence(): Promise<void> {
    await reached(async () => {
      const { sink, fenceWaitMs } = this.#options;
      await sink.queryRows(KILL_SINK_QUERIES);
      const deadline = Date.now() + (fenceWaitMs ?? FENCE_WAIT_MS);
      for (;;) {
        const running = await sink.queryRows(RUNNING_SINK_QUERIES);
        if (running.length === 0) return;
        if (Date.now() > deadline) {
          throw new Fault('ledger_unavailable', 'Inserts of an earlier sink do not end.', { internal: { running } });
        }
        await delay(FENCE_POLL_MS);
        await sink.queryRows(KILL_SINK_QUERIES);
      }
    });
  }

  async insert(chunk: LedgerChunk): Promise<void> {
    if (chunk.items.length === 0) return;
    const { columns, body } = encodeChunk(chunk);
    const options: StatementOptions = {
      queryId: `${SINK_QUERY_PREFIX}${this.#options.instance}-${chunk.id}`,
      settings: INSERT_SETTINGS,
    };
    const sql = `INSERT INTO ledger.usage (${columns.join(', ')}) FORMAT Native`;
    await reached(() => this.#options.sink.insertNative(sql, body, options));
  }

  async holdings(): Promise<ShardHolding[]> {
    return reached(() => this.#proof.holdings());
  }

  async gaps(shard: number): Promise<SeqRange[]> {
    return reached(async () => {
      const [holding] = await this.#proof.holdings(shard);
      if (holding === undefined || holding.outcomes === holding.nextSeq) return [];
      const rows = await this.#options.sink.queryRows<{ from: string; to: string }>(GAPS, { shard });
      return rows.map(({ from, to }) => ({ shard, from: Number(from), to: Number(to) }));
    });
  }

  async doubledChunks(shard: number): Promise<string[]> {
    return reached(async () => {
      const [holding] = await this.#proof.holdings(shard);
      if (holding === undefined || holding.rows === holding.keys) return [];
      const rows = await this.#options.sink.queryRows<{ chunk: string }>(DOUBLED_CHUNKS, { shard });
      return rows.map(({ chunk }) => chunk);
    });
  }

  async deleteChunk(id: string, reason: string): Promise<void> {
    const { repair } = this.#options;
    if (repair === undefined) {
      throw new Fault('ledger_unavailable', 'A doubled chunk must be deleted, and no repair user is set.');
    }
    await reached(async () => {
      const before = await rowsOf(repair, id);
      await repair.exec(RECORD_REPAIR, { chunk: id, state: 'begun', rows: before, reason });
      await repair.exec(DELETE_CHUNK, { chunk: id }, { settings: DELETE_SETTINGS });
      if ((await rowsOf(repair, id)) !== 0) {
        throw new Fault('ledger_unavailable', 'A doubled chunk is still there after its deletion.');
      }
      await repair.exec(RECORD_REPAIR, { chunk: id, state: 'done', rows: before, reason });
    });
  }
}

async function rowsOf(clickhouse: ClickHouse, chunk: string): Promise<number> {
  const [row] = await clickhouse.queryRows<{ rows: string }>(ROWS_OF_CHUNK, { chunk });
  return Number(row?.rows ?? 0);
}

/** Whatever the engine says, the sink can only stop and start anew; what it said is for operators. */
async function reached<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault('ledger_unavailable', 'The ledger refused a statement.', {
      cause: error,
      internal: { message: error instanceof Error ? error.message : String(error) },
    });
  }
}
