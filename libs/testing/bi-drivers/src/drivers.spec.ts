import { createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RealClickHouse } from '@suanpan/real-parts';
import { DRIVER_PROGRAMS, type DriverProgram, driversOf, type Found } from './driver-programs.ts';
import { ANALYST, startLedgerForDrivers } from './ledger-for-drivers.ts';

let ledger: RealClickHouse | undefined;
beforeAll(async () => {
  ledger = await startLedgerForDrivers();
});
afterAll(() => ledger?.stop());

const MODELS = [
  ['gpt', '2', '0.0033'],
  ['opus', '1', '12.5'],
];
/** Decimals with all their digits, as most drivers give them. */
const IN_FULL = [
  ['gpt', '2', '0.003300000000000000'],
  ['opus', '1', '12.500000000000000000'],
];
const COLUMNS = ['time', 'root', 'project', 'currency', 'calls', 'input_tokens', 'output_tokens', 'cost'];

/** Declares a test for each check, or says why there are none. */
async function checks(program: DriverProgram, expected: Found): Promise<void> {
  const drivers = await driversOf(program);
  const declare = 'folder' in drivers ? describe : describe.skip;
  declare('folder' in drivers ? program.name : `${program.name}: ${drivers.why}`, () => {
    let found: Found = {};
    beforeAll(async () => {
      if ('folder' in drivers) found = await program.check(drivers.folder, ledger?.port ?? 0, ANALYST);
    }, 300_000);
    test.each(Object.entries(expected))('%s', (name, answer) => {
      expect(found[name]).toEqual(answer);
    });
    test('nothing is checked that is not expected', () => {
      expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
    });
  });
}

await checks(DRIVER_PROGRAMS.python, {
  'clickhouse-connect': IN_FULL,
  'clickhouse-connect, compress=gzip': IN_FULL,
  'clickhouse-connect, compress=lz4': IN_FULL,
  'clickhouse-connect, compress=zstd': IN_FULL,
  'clickhouse-connect, compress=False': IN_FULL,
  'clickhouse-connect, parameters': [['2']],
  'clickhouse-connect, pandas': IN_FULL,
  'clickhouse-connect, Arrow': ['gpt', 'opus'],
  'clickhouse-connect, a write': expect.stringContaining('Not enough privileges'),
  SQLAlchemy: IN_FULL,
  'SQLAlchemy, schemas': ['analyst', 'system'],
  'SQLAlchemy, tables': true,
  'SQLAlchemy, columns': COLUMNS,
  pandas: ['gpt', 'opus'],
  'DuckDB, Parquet': IN_FULL,
  'DuckDB, CSV': ['gpt', 'opus'],
});

await checks(DRIVER_PROGRAMS.java, {
  JDBC: IN_FULL.flat(),
  'JDBC?compress=false': IN_FULL.flat(),
  'JDBC?decompress=true': IN_FULL.flat(),
  'JDBC?client_name=metabase': IN_FULL.flat(),
  'JDBC, valid': ['true'],
  'JDBC, parameters': ['2'],
  'JDBC, schemas': ['analyst', 'system'],
  'JDBC, columns': COLUMNS,
  'JDBC, many rows': ['1000000', '1000000'],
  // 0 + 1 + … + 199,999, and 4,000 times 0 + 1 + … + 49 letters.
  'JDBC, a large answer': [String((200_000 * 199_999) / 2 + (4000 * 50 * 49) / 2)],
  'JDBC, an error': expect.stringContaining('Code: 47'),
});

const METHODS = ['none', 'LZ4', 'ZSTD', 'gzip', 'deflate', 'br'];
await checks(DRIVER_PROGRAMS.go, {
  ...Object.fromEntries(METHODS.map((method) => [`clickhouse-go, ${method}`, MODELS])),
  ...Object.fromEntries(METHODS.map((method) => [`clickhouse-go, every kind, ${method}`, '200000'])),
  'clickhouse-go, no rows': '0',
  'clickhouse-go, parameters': '7',
  'clickhouse-go, an error': expect.stringContaining('code: 47'),
});

test('@clickhouse/client with a session of its own', async () => {
  const client = createClient({
    url: ledger?.url ?? '',
    username: ANALYST,
    password: ANALYST,
    session_id: 'mine',
    compression: { response: true, request: true },
  });
  const rows = await client.query({
    query: 'SELECT model, sum(cost) AS cost FROM analyst.cost_by_model GROUP BY model ORDER BY model',
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_decimals: 1 },
  });
  expect(await rows.json()).toEqual(MODELS.map(([model, , cost]) => ({ model, cost })));
  expect((await client.ping()).success).toBe(true);
  await client.close();
});
