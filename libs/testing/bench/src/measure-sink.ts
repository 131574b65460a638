import { type ClickHouse, connectClickHouse } from '@suanpan/clickhouse';
import { USAGE_RATED } from '@suanpan/facts';
import { connectKafkaLog } from '@suanpan/kafka';
import { type KafkaConnection, openConnection } from '@suanpan/kafka-connection';
import { encodeChunk } from '@suanpan/ledger-clickhouse';
import { foldForSink, genesisSinkPosition, type LedgerItem } from '@suanpan/ledger-sink';
import { type BenchStack, standStill, until } from './bench-stack.ts';
import { cpuSeconds } from './process-figures.ts';
import type { Figure } from './report.ts';

const DRAINED_WITHIN_MS = 300_000;
const SMALL_CHUNK = 2_000;
/** The engine alone is given this many rows a measurement. */
const ENGINE_ROWS = 80_000;

/** The sink filling the ledger with what waits in the rated log, beside the engine given the same rows pre-encoded. */
export async function measureSink({ stack }: BenchStack, rows: number, say: (line: string) => void): Promise<Figure[]> {
  const clickhouse = connectClickHouse(stack.addresses.clickhouse);
  const goOn = standStill(stack, ['ingest', 'rating']);
  try {
    say('the sink filling the ledger');
    const pid = stack.pids().sink ?? 0;
    const before = await ledgerRows(clickhouse);
    const [cpu, wall] = [cpuSeconds(pid), performance.now()];
    const drained = await until(async () => (await ledgerRows(clickhouse)) >= rows, DRAINED_WITHIN_MS);
    const [cpuUsed, seconds] = [cpuSeconds(pid) - cpu, (performance.now() - wall) / 1000];
    const written = (await ledgerRows(clickhouse)) - before;
    const [size] = await clickhouse.queryRows<{ rows: string }>(
      'SELECT round(count() / uniqExact(chunk)) AS rows FROM ledger.usage',
    );
    const chunkRows = Math.max(1, Number(size?.rows ?? SMALL_CHUNK));
    say('the engine alone, same rows, same door');
    const items = await readItems(stack.addresses.kafka, Math.max(chunkRows, SMALL_CHUNK));
    const engine = await measureEngine(clickhouse, items.slice(0, chunkRows));
    const engineSmall = await measureEngine(clickhouse, items.slice(0, SMALL_CHUNK));
    return [
      { key: 'sinkRows', text: drained ? 'rows written' : 'rows written before time was up', value: written, unit: '' },
      { key: 'sinkRowsPerSecond', text: 'sink', value: written / seconds, unit: '/s', target: { least: 60_000 } },
      { key: 'sinkCpuMicrosPerRow', text: 'sink, CPU a row', value: (cpuUsed / written) * 1e6, unit: 'µs' },
      { key: 'sinkChunkRows', text: 'rows a chunk', value: chunkRows, unit: '' },
      { key: 'engineRowsPerSecond', text: 'engine, chunks of that size', value: engine, unit: '/s' },
      { key: 'engineRowsPerSecondAt2000', text: 'engine, chunks of 2,000', value: engineSmall, unit: '/s' },
      {
        key: 'sinkOverEngine',
        text: 'sink over engine',
        value: written / seconds / engine,
        unit: '',
        target: { least: 0.5 },
      },
    ];
  } finally {
    goOn();
    await clickhouse.close();
  }
}

async function ledgerRows(clickhouse: ClickHouse): Promise<number> {
  const [row] = await clickhouse.queryRows<{ rows: string }>('SELECT count() AS rows FROM ledger.usage');
  return Number(row?.rows ?? 0);
}

async function readItems(kafka: KafkaConnection, count: number): Promise<LedgerItem[]> {
  const log = await connectKafkaLog({ ...openConnection(kafka), clientId: 'bench' });
  try {
    const items: LedgerItem[] = [];
    let at = genesisSinkPosition(0);
    while (items.length < count) {
      const records = await log.read(USAGE_RATED.name, 0, at.chain.ratedOffset, 1024 * 1024, 500);
      if (records.length === 0) break;
      for (const record of records) {
        const step = foldForSink(at, record);
        at = step.position;
        items.push(...step.items);
      }
    }
    return items;
  } finally {
    await log.close();
  }
}

/** Rows per second when the engine is handed encoded blocks one after the other, into a table like the ledger. */
async function measureEngine(clickhouse: ClickHouse, items: readonly LedgerItem[]): Promise<number> {
  await clickhouse.exec('CREATE DATABASE IF NOT EXISTS bench');
  await clickhouse.exec('DROP TABLE IF EXISTS bench.usage');
  await clickhouse.exec('CREATE TABLE bench.usage AS ledger.usage');
  const { columns, rows, body } = encodeChunk({ id: 'bench', at: items[0]?.outcome.postedAt ?? 0, items });
  const statement = `INSERT INTO bench.usage (${columns}) FORMAT Native`;
  const insert = () => clickhouse.insertNative(statement, body, { settings: { async_insert: 0 } });
  for (let i = 0; i < 3; i += 1) await insert();
  const times = Math.max(4, Math.ceil(ENGINE_ROWS / rows));
  const startedAt = performance.now();
  for (let i = 0; i < times; i += 1) await insert();
  const seconds = (performance.now() - startedAt) / 1000;
  await clickhouse.exec('DROP TABLE bench.usage');
  return (rows * times) / seconds;
}
