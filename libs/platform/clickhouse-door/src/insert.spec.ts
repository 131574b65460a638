import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { DoorUnderTest, until } from './testing/door-under-test.ts';

const under = new DoorUnderTest();
beforeAll(async () => {
  await under.start();
});
afterAll(() => under.stop());
beforeEach(async () => {
  await under.text('CREATE OR REPLACE TABLE t (a UInt32, b String) ENGINE = MergeTree ORDER BY a');
});
const rows = () => under.text('SELECT a, b FROM t ORDER BY a FORMAT CSV');

test('T1: data never runs as SQL, wherever it stands and whatever it holds', async () => {
  await under.text('CREATE TABLE IF NOT EXISTS victim (a Int32) ENGINE = MergeTree ORDER BY a');
  const attacks = ['{"a":1}\n\nDROP TABLE victim', '{"a":1}\n\n;\n\nDROP TABLE victim;\n', '\n\nDROP TABLE victim'];
  for (const data of attacks) {
    await under.text(`INSERT INTO t FORMAT JSONEachRow\n${data}`);
    await under.text(data, 'admin', { query: 'INSERT INTO t FORMAT JSONEachRow' });
    await under.text('', 'admin', { query: `INSERT INTO t FORMAT JSONEachRow ${data}` });
  }
  await under.text("INSERT INTO t VALUES (1, 'x')\n\nDROP TABLE victim");
  await under.text("INSERT INTO t VALUES (1, 'x'); DROP TABLE victim");
  expect(await under.text('EXISTS victim')).toBe('1\n');
});

test('T1: bytes of any value arrive as they were sent, empty lines included', async () => {
  const values = Array.from({ length: 200 }, (_, a) => {
    const length = (a * 37) % 251;
    return Buffer.from(Array.from({ length }, (_byte, at) => (a * at * 7 + at) % 256)).fill(
      '\n\n',
      0,
      Math.min(2, length),
    );
  });
  const body = Buffer.concat(
    values.flatMap((b, a) => {
      const head = Buffer.alloc(4);
      head.writeUInt32LE(a);
      const size = b.length < 128 ? [b.length] : [(b.length & 127) | 128, b.length >> 7];
      return [head, Buffer.from(size), b];
    }),
  );
  const inBody = Buffer.concat([Buffer.from('INSERT INTO t (a, b) FORMAT RowBinary\n'), body]);
  for (const [bytes, query] of [
    [body, { query: 'INSERT INTO t (a, b) FORMAT RowBinary' }],
    [inBody, {}],
  ] as const) {
    await under.text('TRUNCATE TABLE t');
    expect(await (await under.post(bytes, { query })).text()).toBe('');
    const hashes = await under.text('SELECT hex(b) FROM t ORDER BY a');
    expect(hashes.trimEnd().split('\n')).toEqual(values.map((b) => b.toString('hex').toUpperCase()));
  }
});

test('the client inserts rows, streams and ready bytes, compressed or not', async () => {
  const client = under.client('sink');
  await client.insert({ table: 't', values: [{ a: 1, b: 'one' }], format: 'JSONEachRow' });
  await client.insert({ table: 't', values: Readable.from([['2', 'two']]), format: 'JSONCompactEachRow' });
  const { stream } = await client.exec({
    query: 'INSERT INTO t (a, b) FORMAT CSV',
    values: Readable.from(['3,"three"\n']),
  });
  stream.resume();
  const zipped = gzipSync('{"a":4,"b":"four"}\n');
  const query = { query: 'INSERT INTO t FORMAT JSONEachRow' };
  const response = await under.post(zipped, { user: 'sink', query, headers: { 'Content-Encoding': 'gzip' } });
  expect(JSON.parse(response.headers.get('x-clickhouse-summary') ?? '{}')).toMatchObject({ written_rows: '1' });
  expect(await rows()).toBe('1,"one"\n2,"two"\n3,"three"\n4,"four"\n');
});

test('values may use expressions, parameters and settings', async () => {
  const sql = "INSERT INTO t (a, b) SETTINGS max_threads = 1 VALUES (1 + 1, 'it''s'), ({n:UInt32}, {s:String})";
  expect(await under.text(sql, 'sink', { param_n: '7', param_s: 'x' })).toBe('');
  expect(await under.text('INSERT INTO t SELECT number + 100, toString(number) FROM numbers(2)', 'sink')).toBe('');
  expect(await rows()).toBe('2,"it\'s"\n7,"x"\n100,"0"\n101,"1"\n');
});

test('a head longer than what is looked at first is still found, and a long text without data is run', async () => {
  for (const bytes of [65_536 - 'INSERT INTO t /**/ FORMAT CSV'.length, 65_530, 65_536, 200_000]) {
    const head = `INSERT INTO t /*${' '.repeat(bytes)}*/ FORMAT CSV`;
    expect(await under.text(`${head}\n${bytes},"x"\n`)).toBe('');
  }
  expect(await under.text(`INSERT INTO t SELECT 1, '${'y'.repeat(100_000)}'`)).toBe('');
  expect(await under.text('SELECT count(), max(length(b)) FROM t')).toBe('5\t100000\n');
});

test('INSERT ... SELECT ... FROM input() is refused: the engine would write nothing and call it a success', async () => {
  const sql = "INSERT INTO t SELECT a + 1, b FROM input('a UInt32, b String') FORMAT CSV";
  for (const answer of [await under.text('1,x\n', 'admin', { query: sql }), await under.text(`${sql}\n1,x\n`)]) {
    expect(answer).toContain('Code: 48');
  }
  expect(await rows()).toBe('');
});

test('bad data and unknown columns are errors and insert nothing', async () => {
  const query = { query: 'INSERT INTO t FORMAT JSONEachRow', input_format_skip_unknown_fields: '0' };
  expect(await under.text('{"a":1}\n{"a":"x"}\n', 'sink', query)).toMatch(/^Code: \d+/);
  expect(await under.text('{"a":1,"c":2}\n', 'sink', query)).toContain('Code: 117');
  expect(await rows()).toBe('');
});

test('an upload that breaks off inserts nothing and leaves no file', async () => {
  const { hostname, port } = new URL(under.door.url);
  const query = new URLSearchParams({ query: 'INSERT INTO t FORMAT CSV', user: 'sink', password: 'sink' });
  const data = '1,x\n'.repeat(50_000);
  const chunked = `Transfer-Encoding: chunked\r\n\r\n${data.length.toString(16)}\r\n${data}\r\n`;
  const counted = `Content-Length: ${data.length * 2}\r\n\r\n${data}`;
  const files = () => readdirSync(join(under.dataFolder, 'http_tmp')).filter((name) => name.startsWith('body-'));
  for (const rest of [chunked, counted]) {
    const socket = connect(Number(port), hostname);
    socket.write(`POST /?${query} HTTP/1.1\r\nHost: door\r\n${rest}`);
    await until('the body is being written', () => files().length > 0);
    socket.destroy();
    await until('the file is gone', () => files().length === 0);
  }
  const whole = gzipSync(Buffer.from(Array.from({ length: 5000 }, (_, a) => `${a},${a * 7919}\n`).join('')));
  const cut = whole.subarray(0, whole.length / 2);
  const response = await under.post(cut, { query: Object.fromEntries(query), headers: { 'Content-Encoding': 'gzip' } });
  expect(await response.text()).toContain('Code: 33');
  expect(await rows()).toBe('');
});
