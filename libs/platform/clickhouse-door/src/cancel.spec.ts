import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DoorUnderTest, until } from './testing/door-under-test.ts';

const under = new DoorUnderTest();
beforeAll(async () => {
  await under.start();
  await under.text('CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a');
});
afterAll(() => under.stop());

const FOR_EVER = 'SELECT count() FROM numbers(100000000000) WHERE cityHash64(number) = 1';
const ENDLESS_ROWS = 'SELECT number FROM numbers(100000000000)';
// The engine's own list: what the door believes is not asked.
const inEngine = async (text: string): Promise<number> =>
  Number(await under.text(`SELECT count() FROM system.processes WHERE position(query, '${text}') = 1`));

test.each([FOR_EVER, ENDLESS_ROWS])('a client that goes away ends its query: %s', async (sql) => {
  const gone = new AbortController();
  const asked = fetch(`${under.door.url}/?user=admin&password=admin`, {
    method: 'POST',
    body: sql,
    signal: gone.signal,
  });
  await until('the query runs', async () => (await inEngine(sql)) === 1);
  gone.abort();
  await expect(asked.then((response) => response.text())).rejects.toThrow();
  await until('the query has ended', async () => (await inEngine(sql)) === 0);
});

test('the client of the official library ends its query by its signal', async () => {
  const gone = new AbortController();
  const asked = under.client().query({ query: FOR_EVER, abort_signal: gone.signal });
  await until('the query runs', async () => (await inEngine(FOR_EVER)) === 1);
  gone.abort();
  await expect(asked).rejects.toThrow(/abort/i);
  await until('the query has ended', async () => (await inEngine(FOR_EVER)) === 0);
});

test('KILL QUERY SYNC by query id comes back after the query has ended, which its client learns', async () => {
  const asked = under.text(FOR_EVER, 'sink', { query_id: 'long-1' });
  await until('the query runs', async () => (await inEngine(FOR_EVER)) === 1);
  const killed = await under.text("KILL QUERY WHERE query_id LIKE 'long-%' SYNC", 'sink');
  expect(killed).toBe(`finished\tlong-1\tsink\t${FOR_EVER}\n`);
  expect(await inEngine(FOR_EVER)).toBe(0);
  expect(await asked).toContain('Code: 394');
});

test('KILL reaches an insert that still arrives and one that waits for its turn: neither is ever written', async () => {
  const lanes = availableParallelism() + 1;
  const busy = Array.from({ length: lanes }, (_, n) => under.text(FOR_EVER, 'admin', { query_id: `busy-${n}` }));
  await until(
    'all lanes are taken',
    async () => (await under.text("KILL QUERY WHERE query_id LIKE 'busy-%' TEST")).split('\n').length > lanes,
  );
  const waiting = under.text('1\n', 'sink', { query_id: 'sink-waiting', query: 'INSERT INTO t FORMAT CSV' });
  let feed: ReadableStreamDefaultController | undefined;
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(Buffer.from('2\n')),
    pull: (controller) => {
      feed = controller;
    },
  });
  const arriving = fetch(
    `${under.door.url}/?${new URLSearchParams({ query_id: 'sink-arriving', query: 'INSERT INTO t FORMAT CSV', user: 'sink', password: 'sink' })}`,
    {
      method: 'POST',
      body,
      duplex: 'half',
    } as RequestInit,
  ).then(
    (response) => response.text(),
    (error: Error) => error.message,
  );
  await until(
    'both are known',
    async () =>
      (await under.text("KILL QUERY WHERE query_id LIKE 'sink-%' TEST", 'sink')).trim().split('\n').length === 2,
  );
  const killed = await under.text("KILL QUERY WHERE query_id LIKE 'sink-%' SYNC", 'sink');
  expect(
    killed
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[1])
      .sort(),
  ).toEqual(['sink-arriving', 'sink-waiting']);
  expect(await waiting).toContain('Code: 394');
  await under.text("KILL QUERY WHERE query_id LIKE 'busy-%' SYNC");
  for (const text of await Promise.all(busy)) expect(text).toContain('Code: 394');
  feed?.close();
  expect(await arriving).toMatch(/Code: 394|fetch failed|terminated/);
  expect(await under.text('SELECT count() FROM t')).toBe('0\n');
});

test("a sink kills its own queries and nobody else's, and a condition is only a condition", async () => {
  const asked = under.text(FOR_EVER, 'sink2', { query_id: 'of-sink2' });
  await until('the query runs', async () => (await inEngine(FOR_EVER)) === 1);
  expect(await under.text('KILL QUERY WHERE 1 SYNC', 'sink')).toBe('');
  expect(await under.text("KILL QUERY WHERE 1) OR (user = 'sink2' SYNC", 'sink')).toBe('');
  expect(await under.text('KILL QUERY WHERE 1; DROP TABLE t', 'sink')).toMatch(/^Code: /);
  expect(await inEngine(FOR_EVER)).toBe(1);
  expect(await under.text("KILL QUERY WHERE user = 'sink2' SYNC")).toContain('of-sink2');
  expect(await asked).toContain('Code: 394');
});

test('a query id in use is refused, so that one name never means two queries', async () => {
  const asked = under.text(FOR_EVER, 'admin', { query_id: 'twice' });
  await until('the query runs', async () => (await inEngine(FOR_EVER)) === 1);
  expect(await under.text('SELECT 1', 'admin', { query_id: 'twice' })).toContain('Code: 216');
  await under.text("KILL QUERY WHERE query_id = 'twice' SYNC");
  expect(await asked).toContain('Code: 394');
  expect(await under.text('SELECT 1', 'admin', { query_id: 'twice' })).toBe('1\n');
});

test('limits of time and memory are errors with their numbers', async () => {
  expect(await under.text(FOR_EVER, 'admin', { max_execution_time: '1' })).toContain('Code: 159');
  const hungry = 'SELECT groupArray(number) FROM numbers(100000000)';
  expect(await under.text(hungry, 'admin', { max_memory_usage: '10000000' })).toContain('Code: 241');
});

test('slow readers among the analysts do not stop the sink, and /ping answers at once under load', async () => {
  const gone = new AbortController();
  const slow = Array.from({ length: 6 }, () =>
    fetch(`${under.door.url}/?user=anna&password=anna`, {
      method: 'POST',
      body: ENDLESS_ROWS,
      signal: gone.signal,
    }).catch(() => undefined),
  );
  await until('analysts wait for lanes', async () => (await inEngine(ENDLESS_ROWS)) >= 1);
  const inserted = under.text('7\n', 'sink', { query: 'INSERT INTO t FORMAT CSV' });
  const times: number[] = [];
  for (let round = 0; round < 50; round += 1) {
    const start = performance.now();
    expect(await (await fetch(`${under.door.url}/ping`)).text()).toBe('Ok.\n');
    times.push(performance.now() - start);
  }
  expect(await inserted).toBe('');
  gone.abort();
  await Promise.all(slow);
  expect(times.sort((a, b) => a - b)[45]).toBeLessThan(250);
  await until('all have ended', async () => (await inEngine(ENDLESS_ROWS)) === 0);
});
