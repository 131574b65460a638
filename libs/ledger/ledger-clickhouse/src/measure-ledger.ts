import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ClickHouse } from '@suanpan/clickhouse';
import type { LedgerItem } from '@suanpan/ledger-sink';
import { chunkOf, rated } from './items.fixture.ts';
import { RealLedger } from './real-ledger.fixture.ts';
import { USAGE_TABLE } from './sql/usage-table.ts';
import { encodeChunk } from './usage-encoding.ts';

/**
 * Measures the ledger's table on the real engine: bytes per row and column, and the sort key against others.
 *
 *     node --conditions=@suanpan/source src/measure-ledger.ts [rows] [trace.csv] [kind]
 *
 * `demo` is one root, project and model with the trace's tokens (columns: time, input, output) and random event ids;
 * `organisation` has 50 roots of 20 projects, 12 models, 30 days, three random ids a call, latencies and tags.
 */
interface Kind {
  readonly name: string;
  readonly roots: number;
  readonly projects: number;
  readonly models: number;
  readonly days: number;
  readonly rich: boolean;
}

const KINDS: readonly Kind[] = [
  { name: 'demo', roots: 1, projects: 1, models: 1, days: 1, rich: false },
  { name: 'organisation', roots: 50, projects: 20, models: 12, days: 30, rich: true },
];
const SORT_KEYS = [
  'toDate(time), root, project, model, time',
  'root, toDate(time), project, model, time',
  'root, project, model, time',
  'toStartOfHour(time), root, project, model, time',
];
const CHUNK_ROWS = 10_000;
const START = Date.UTC(2026, 9, 24);
const DAY_MS = 86_400_000;

const rows = Number(process.argv[2] ?? 1_000_000);
const trace = process.argv[3] === undefined ? [] : readTrace(process.argv[3]);

function readTrace(file: string): { input: number; output: number }[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => {
    const [, input, output] = line.split(',');
    return { input: Number(input), output: Number(output) };
  });
}

const skewed = (count: number) => Math.floor(Math.random() * Math.random() * count);
const hex32 = () => randomUUID().replaceAll('-', '');

function itemOf(kind: Kind, number: number): LedgerItem {
  const { input, output } = trace[number % trace.length] ?? {
    input: Math.ceil(Math.exp(5 + Math.random() * 4)),
    output: Math.ceil(Math.exp(3 + Math.random() * 4)),
  };
  const root = skewed(kind.roots);
  const time = START + Math.floor((number / rows) * kind.days * DAY_MS) + Math.floor(Math.random() * 20);
  const item = rated({
    ...{ shard: root % 4, seq: number, root: `root_4k2v9s0qx7m1c8t${root}`, time, input, output },
    ...{ project: `prj_9s0qx7m1c8ty4k2${skewed(kind.projects)}`, model: `model-${skewed(kind.models)}` },
  });
  const rich = {
    ...{ latencyMs: Math.floor(Math.exp(6 + Math.random() * 3)), timeToFirstTokenMs: Math.floor(200 * Math.random()) },
    ...{ httpStatus: 200, endUser: hex32(), trace: hex32(), tags: { env: 'prod', team: `team-${skewed(9)}` } },
  };
  const event = { ...item.event, id: randomUUID(), ...(kind.rich ? rich : {}) } as LedgerItem['event'];
  const times = { receivedAt: time + 900 + skewed(300), postedAt: time + 1300, offset: Math.floor(number / 100) };
  return {
    ...item,
    event,
    ratedOffset: Math.floor(number / 800),
    outcome: { ...item.outcome, ...times, index: number % 100 },
  };
}

async function fill(ledger: RealLedger, kind: Kind): Promise<void> {
  const store = ledger.store('measure');
  let encodeMs = 0;
  let wireBytes = 0;
  const started = performance.now();
  for (let from = 0; from < rows; from += CHUNK_ROWS) {
    const items = Array.from({ length: Math.min(CHUNK_ROWS, rows - from) }, (_, i) => itemOf(kind, from + i));
    const chunk = chunkOf(`chunk_${hex32()}`, items, START + from);
    const before = performance.now();
    wireBytes += encodeChunk(chunk).body.length;
    encodeMs += performance.now() - before;
    await store.insert(chunk);
  }
  const perRow = (value: number) => (value / rows).toFixed(2);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`encode ${perRow(encodeMs * 1000)} µs/row, ${perRow(wireBytes)} bytes/row sent, ${seconds} s in all`);
}

/** Bytes on disk of a table: in all, and of its columns. */
async function printSizes(admin: ClickHouse, table: string): Promise<void> {
  const [size] = await admin.queryRows<Record<string, number>>(
    `SELECT round(sum(bytes_on_disk) / sum(rows), 2) AS total, round(sum(data_compressed_bytes) / sum(rows), 2) AS columns,
      round(sum(secondary_indices_compressed_bytes) / sum(rows), 2) AS indices
    FROM system.parts WHERE active AND database = 'ledger' AND table = {table:String}`,
    { table },
  );
  const [projections] = await admin.queryRows<{ bytes: number }>(
    `SELECT round(sum(bytes_on_disk) / {rows:UInt64}, 2) AS bytes FROM system.projection_parts
    WHERE active AND database = 'ledger' AND table = {table:String}`,
    { table, rows },
  );
  const line = `${size?.total} bytes/row on disk`;
  console.log(`${line} (columns ${size?.columns}, indices ${size?.indices}, projections ${projections?.bytes})`);
}

async function printColumns(admin: ClickHouse): Promise<void> {
  const columns = await admin.queryRows<{ column: string; bytes: number }>(
    `SELECT column, round(sum(column_data_compressed_bytes) / {rows:UInt64}, 2) AS bytes FROM system.parts_columns
    WHERE active AND database = 'ledger' AND table = 'usage' GROUP BY column HAVING bytes >= 0.01 ORDER BY bytes DESC`,
    { rows },
  );
  console.log(columns.map(({ column, bytes }) => `${column} ${bytes}`).join(', '));
}

const QUERIES: Readonly<Record<string, string>> = {
  'one root by key, 30 days': "SELECT credential, sum(amount) FROM T WHERE root = 'root_4k2v9s0qx7m1c8t3' GROUP BY 1",
  'all roots by minute, a day':
    "SELECT toStartOfMinute(time) AS m, sum(amount) FROM T WHERE time >= '2026-11-20 00:00:00' AND time < '2026-11-21 00:00:00' GROUP BY m",
  'one project, a day':
    "SELECT sum(amount) FROM T WHERE root = 'root_4k2v9s0qx7m1c8t3' AND project = 'prj_9s0qx7m1c8ty4k22' AND time >= '2026-11-20 00:00:00'",
};

async function medianMs(admin: ClickHouse, sql: string): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 7; run += 1) {
    const before = performance.now();
    await admin.queryRows(sql, {}, { settings: { optimize_use_projections: 0 } });
    times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b)[3] ?? 0;
}

async function compareSortKeys(admin: ClickHouse): Promise<void> {
  for (const [number, key] of SORT_KEYS.entries()) {
    const table = `sorted_${number}`;
    await admin.exec(
      USAGE_TABLE.replace('ledger.usage', `ledger.${table}`).replace(/ORDER BY \(.*\)$/m, `ORDER BY (${key})`),
    );
    await admin.exec(`INSERT INTO ledger.${table} SELECT * FROM ledger.usage`);
    await admin.exec(`OPTIMIZE TABLE ledger.${table} FINAL`);
    console.log(`ORDER BY ${key}`);
    await printSizes(admin, table);
    for (const [name, sql] of Object.entries(QUERIES)) {
      console.log(`  ${name}: ${(await medianMs(admin, sql.replace(' T ', ` ledger.${table} `))).toFixed(1)} ms`);
    }
    await admin.exec(`DROP TABLE ledger.${table} SYNC`);
  }
}

for (const kind of KINDS.filter(({ name }) => (process.argv[4] ?? name) === name)) {
  const ledger = await RealLedger.start();
  try {
    console.log(`\n${kind.name}: ${rows} rows`);
    await fill(ledger, kind);
    await ledger.admin.exec('OPTIMIZE TABLE ledger.usage FINAL');
    await printSizes(ledger.admin, 'usage');
    await printColumns(ledger.admin);
    if (kind.rich) await compareSortKeys(ledger.admin);
  } finally {
    await ledger.stop();
  }
}
