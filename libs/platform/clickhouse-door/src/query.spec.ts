import { gzipSync } from 'node:zlib';
import { ClickHouseError } from '@clickhouse/client';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DoorUnderTest } from './testing/door-under-test.ts';

const under = new DoorUnderTest();
beforeAll(async () => {
  await under.start();
});
afterAll(() => under.stop());

test('the official client gets rows, parameters and settings through', async () => {
  const result = await under.client('admin', { output_format_json_quote_64bit_integers: 1 }).query({
    query:
      'SELECT {a:UInt64} AS a, {b:String} AS b, {c:Array(String)} AS c, {d:Nullable(Int8)} AS d, getSetting({e:String}) AS e',
    query_params: { a: '18446744073709551615', b: "it's \t \\ \n ü", c: ["x'y", 'z'], d: null, e: 'max_threads' },
    clickhouse_settings: { max_threads: 1 },
    format: 'JSONEachRow',
  });
  expect(await result.json()).toEqual([
    { a: '18446744073709551615', b: "it's \t \\ \n ü", c: ["x'y", 'z'], d: null, e: expect.anything() },
  ]);
});

test('parameters of queries that run at the same time do not mix', async () => {
  const client = under.client();
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, number) => {
      const query = { query: 'SELECT {n:UInt32} AS n, {n:UInt32} * 2 AS m', query_params: { n: number } };
      const [row] = await (await client.query({ ...query, format: 'JSONEachRow' })).json<{ n: number; m: number }>();
      return row?.n === number && row.m === number * 2;
    }),
  );
  expect(answers.every(Boolean)).toBe(true);
});

test.each([false, true])('long parameters arrive (as a form: %s)', async (asForm) => {
  const query = { query: 'SELECT length({p:String}) AS n', query_params: { p: 'ü\n'.repeat(20_000) } };
  const result = await under.client().query({ ...query, use_multipart_params: asForm, format: 'JSONEachRow' });
  expect(await result.json()).toEqual([{ n: 60_000 }]);
});

test('a result of many blocks is one document in every format', async () => {
  const rows = 300_000;
  const sql = `SELECT number AS n, toString(number) AS t FROM numbers(${rows}) SETTINGS max_block_size = 8192`;
  const lines = (await under.text(`${sql} FORMAT JSONEachRow`)).trimEnd().split('\n');
  expect(lines.length).toBe(rows);
  expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ n: 299_999, t: '299999' });
  const csv = (await under.text(`${sql} FORMAT CSVWithNames`)).trimEnd().split('\n');
  expect(csv.filter((line) => line === '"n","t"')).toHaveLength(1);
  expect(csv.length).toBe(rows + 1);
  const document = JSON.parse(await under.text(`${sql} FORMAT JSON`)) as { rows: number; data: unknown[] };
  expect([document.rows, document.data.length]).toEqual([rows, rows]);
  for (const format of ['Parquet', 'Native', 'ArrowStream', 'RowBinaryWithNamesAndTypes']) {
    const bytes = Buffer.from(await (await under.post(`${sql} FORMAT ${format}`)).arrayBuffer());
    await under.text('CREATE OR REPLACE TABLE back (n UInt64, t String) ENGINE = MergeTree ORDER BY n');
    expect(await (await under.post(bytes, { query: { query: `INSERT INTO back FORMAT ${format}` } })).text()).toBe('');
    expect(await under.text('SELECT count(), sum(n), max(toUInt64(t)) FROM back')).toBe(
      `${rows}\t44999850000\t299999\n`,
    );
  }
});

test('an error before the first row is an answer with a status, its number and the type the client knows', async () => {
  const response = await under.post('SELECT * FROM nowhere');
  expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([404, '60']);
  expect(await response.text()).toMatch(/^Code: 60\. DB::Exception: .*\(UNKNOWN_TABLE\) \(version [\d.]+\)\n$/);
  const failed = under.client().query({ query: 'SELECT throwIf(1)', format: 'JSONEachRow' });
  await expect(failed).rejects.toBeInstanceOf(ClickHouseError);
  await expect(failed).rejects.toMatchObject({ code: '395', type: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO' });
  await expect(under.client().command({ query: 'SELEC 1' })).rejects.toMatchObject({
    code: '62',
    type: 'SYNTAX_ERROR',
  });
});

const FAILS_LATE = 'SELECT number, throwIf(number = 3000000) FROM numbers(10000000)';

test('an error in mid-stream reaches the client as an error with its type', async () => {
  const result = await under.client().query({ query: FAILS_LATE, format: 'JSONEachRow' });
  let rows = 0;
  const reading = (async () => {
    for await (const batch of result.stream()) rows += batch.length;
  })();
  await expect(reading).rejects.toMatchObject({ code: '395', type: 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO' });
  expect(rows).toBeGreaterThan(0);
});

test('an error in the middle of binary rows cuts the connection, so that no reader takes it for rows', async () => {
  const response = await under.post(`${FAILS_LATE} FORMAT RowBinary`);
  expect(response.headers.get('x-clickhouse-exception-tag')).toBeNull();
  await expect(response.arrayBuffer()).rejects.toThrow();
});

test('T2: rows of a query that failed never come out in front of the next one', async () => {
  for (let round = 0; round < 5; round += 1) {
    await under.text(FAILS_LATE);
    const answers = await Promise.all([1, 2, 3, 4].map((n) => under.text(`SELECT ${n}`)));
    expect(answers).toEqual(['1\n', '2\n', '3\n', '4\n']);
  }
});

test('several statements in one text are refused, and none of them runs', async () => {
  await under.text('CREATE TABLE victim (a Int32) ENGINE = MergeTree ORDER BY a');
  for (const sql of [
    'SELECT 1; DROP TABLE victim',
    'SELECT 1;\n\nDROP TABLE victim;',
    'DROP TABLE victim PARALLEL WITH DROP TABLE victim',
  ]) {
    expect(await under.text(sql)).toContain('Code: 62');
  }
  expect(await under.text('EXISTS victim')).toBe('1\n');
  expect(await under.text('SELECT 1;')).toBe('1\n');
});

test('user and password come as Basic, as headers or in the address, and a wrong one is answered as ClickHouse does', async () => {
  const { url } = under.door;
  const basic = (text: string) => ({ headers: { Authorization: `Basic ${Buffer.from(text).toString('base64')}` } });
  expect(await (await fetch(`${url}/?query=SELECT+1`, basic('sink:sink'))).text()).toBe('1\n');
  expect(await (await fetch(`${url}/?query=SELECT+1&user=sink&password=sink`)).text()).toBe('1\n');
  expect(await under.text('SELECT 1', 'sink')).toBe('1\n');
  for (const options of [basic('sink:wrong'), basic('nobody:sink'), basic('sink'), {}]) {
    const response = await fetch(`${url}/?query=SELECT+1`, options);
    expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([403, '516']);
    expect(await response.text()).toContain('Authentication failed');
  }
});

test('GET reads and does not write', async () => {
  const { url } = under.door;
  const get = (sql: string) =>
    fetch(`${url}/?${new URLSearchParams({ query: sql, user: 'admin', password: 'admin' })}`);
  expect(await (await get('SELECT 1')).text()).toBe('1\n');
  expect(await (await get('DROP TABLE IF EXISTS x')).text()).toContain('Code: 164');
});

test('an answer names its query, its format and what was read, and is compressed on demand', async () => {
  const query = { query_id: 'my-query', default_format: 'CSV', enable_http_compression: '1' };
  const response = await under.post('SELECT number FROM numbers(3)', { query, headers: { 'Accept-Encoding': 'gzip' } });
  const names = ['x-clickhouse-query-id', 'x-clickhouse-format', 'content-encoding'];
  expect(names.map((name) => response.headers.get(name))).toEqual(['my-query', 'CSV', 'gzip']);
  expect(JSON.parse(response.headers.get('x-clickhouse-summary') ?? '{}')).toMatchObject({ read_rows: '3' });
  expect(await response.text()).toBe('0\n1\n2\n');
  const zipped = await under.post(gzipSync('SELECT 1'), { headers: { 'Content-Encoding': 'gzip' } });
  expect(await zipped.text()).toBe('1\n');
});

test('what is not served is refused instead of ignored', async () => {
  expect(await under.text('SELECT 1', 'admin', { role: 'r' })).toContain('Code: 48');
});

test('files of the machine are out of reach even for an admin', async () => {
  const attempts = [
    "SELECT file('/etc/passwd')",
    "SELECT * FROM file('/etc/passwd', LineAsString)",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM url('file:///etc/passwd', LineAsString)",
    "SELECT 1 INTO OUTFILE '/tmp/suanpan-should-not-be'",
    "INSERT INTO FUNCTION file('/tmp/suanpan-should-not-be') SELECT 1",
    "CREATE TABLE f (l String) ENGINE = File(LineAsString, '/etc/passwd')",
    "SELECT 1 AS a FORMAT Protobuf SETTINGS output_format_schema = '/tmp/suanpan-should-not-be', format_schema_source = 'file'",
    "SELECT 1 AS a FORMAT Template SETTINGS format_template_row = '/etc/passwd'",
    'CREATE FUNCTION leak AS (x) -> file(x)',
  ];
  for (const sql of attempts) {
    const answer = await under.text(sql);
    expect(answer).toMatch(/^Code: (497|60|164|452|62|48)\./);
    expect(answer).not.toContain('root:x:0');
  }
});
