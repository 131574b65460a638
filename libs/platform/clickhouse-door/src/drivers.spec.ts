import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { IGNORED_FROM_ANALYSTS } from './connection-setup.ts';
import { DoorUnderTest } from './testing/door-under-test.ts';
import { BlockReader, blockOf } from './wire/compressed-blocks.ts';

// What drivers send and expect, told apart; the drivers themselves are in libs/testing/bi-drivers.
const under = new DoorUnderTest();
beforeAll(async () => {
  await under.start();
});
afterAll(() => under.stop());

async function unblocked(answer: Response): Promise<string> {
  const reader = new BlockReader();
  reader.end(Buffer.from(await answer.arrayBuffer()));
  return Buffer.concat(await reader.toArray()).toString('utf8');
}

test.each([
  ['compress=1', {}, 0x82],
  ['compress=1 and network_compression_method=ZSTD', { network_compression_method: 'ZSTD' }, 0x90],
])('%s answers in blocks of that method', async (_name, more, method) => {
  const answer = await under.post('SELECT number FROM numbers(100000)', {
    user: 'anna',
    query: { compress: '1', ...more },
  });
  const copy = answer.clone();
  expect(Buffer.from(await answer.arrayBuffer())[16]).toBe(method);
  expect((await unblocked(copy)).split('\n').length).toBe(100_001);
});

test('an error behind rows in blocks is in the blocks too, and one before is plain', async () => {
  const query = { compress: '1', max_block_size: '1000' };
  const late = "SELECT throwIf(number = 390000, 'late'), repeat('x', 100) FROM numbers(400000)";
  expect(await unblocked(await under.post(late, { query }))).toContain('late');
  expect(await (await under.post('SELECT nothing', { query })).text()).toContain('Code: 47');
});

test.each(['LZ4', 'ZSTD'] as const)('decompress=1 takes a statement and data in blocks of %s', async (method) => {
  const statement = blockOf(Buffer.from('SELECT 1 + 1'), method);
  expect(await (await under.post(statement, { user: 'anna', query: { decompress: '1' } })).text()).toBe('2\n');
  await under.text('CREATE OR REPLACE TABLE default.sent (n UInt32) ENGINE = MergeTree ORDER BY n');
  const rows = Buffer.concat([blockOf(Buffer.from('1\n2'), method), blockOf(Buffer.from('3\n'), method)]);
  const query = { decompress: '1', query: 'INSERT INTO default.sent FORMAT TSV' };
  expect(await (await under.post(rows, { query })).text()).toBe('');
  expect(await under.text('SELECT sum(n) FROM default.sent')).toBe('24\n');
});

test('a body that is not in blocks although it says so is refused, and so is a statement of an analyst that unpacks to too much', async () => {
  const query = { decompress: '1' };
  expect(await (await under.post('SELECT 1'.repeat(100), { user: 'anna', query })).text()).toContain('Code: 271');
  const long = Buffer.concat(
    Array.from({ length: 5 }, () => blockOf(Buffer.from(`SELECT 1 /*${' '.repeat(60_000)}*/`), 'ZSTD')),
  );
  const answer = await under.post(long, { user: 'anna', query });
  expect(answer.status).toBe(413);
});

test('a driver names the revision of its protocol and gets Native blocks as that revision has them', async () => {
  const native = async (version: string) => {
    const query = { client_protocol_version: version, default_format: 'Native' };
    return Buffer.from(await (await under.post('SELECT 7::UInt8 AS n', { user: 'anna', query })).arrayBuffer());
  };
  const plain = Buffer.from('\x01\x01\x01n\x05UInt8\x07', 'latin1');
  const info = Buffer.from([1, 0, 2, 255, 255, 255, 255, 0]);
  expect(await native('0')).toEqual(plain);
  expect(await native('54453')).toEqual(Buffer.concat([info, plain]));
  expect(await native('54460')).toEqual(
    Buffer.concat([info, plain.subarray(0, -1), Buffer.from([0]), plain.subarray(-1)]),
  );
});

test('a type whose end cannot be told is a clean error for such a driver', async () => {
  const query = { client_protocol_version: '54460', default_format: 'Native' };
  const answer = await under.post('SELECT sumState(number) FROM numbers(9)', { user: 'anna', query });
  expect(answer.status).toBe(501);
  expect(await answer.text()).toContain('AggregateFunction');
});

test('a block that would have to be held whole is bounded: the query is stopped with the reason', async () => {
  const query = { client_protocol_version: '54460', default_format: 'Native' };
  const many = await under.post('SELECT number FROM numbers(1000000)', { user: 'anna', query });
  expect((await many.arrayBuffer()).byteLength).toBeGreaterThan(8_000_000);
  const wide = await under.post("SELECT repeat('x', 100000) FROM numbers(10000)", { user: 'anna', query });
  expect(await wide.text()).toContain('Code: 396');
  expect(await under.text('SELECT 1', 'anna')).toBe('1\n');
});

test.each([...IGNORED_FROM_ANALYSTS])('%s, which drivers send, changes nothing and is not refused', async (name) => {
  expect(await under.text("SELECT getSetting('readonly')", 'anna', { [name]: '0' })).toBe('1\n');
});

test('docs/analysts.md names every setting that is ignored', () => {
  const doc = readFileSync(new URL('../../../../docs/analysts.md', import.meta.url), 'utf8');
  expect([...IGNORED_FROM_ANALYSTS].filter((name) => !doc.includes(`\`${name}\``))).toEqual([]);
});

test('a session is accepted, keeps nothing, and what would need it is refused', async () => {
  const session = { session_id: 'mine', session_timeout: '60' };
  expect(await under.text('SELECT 1', 'anna', session)).toBe('1\n');
  for (const sql of ['SET max_threads = 1', 'USE system', 'CREATE TEMPORARY TABLE t (n UInt8)']) {
    expect(await under.text(sql, 'admin', session)).toContain('Code: 48');
  }
  expect(await under.text('SET max_threads = 1', 'anna', session)).toContain('Code: 497');
});

test('HEAD of a query runs nothing, so that DuckDB goes on to read it', async () => {
  const answer = await fetch(`${under.door.url}/?query=SELECT+1`, { method: 'HEAD' });
  expect(answer.status).toBe(200);
});
