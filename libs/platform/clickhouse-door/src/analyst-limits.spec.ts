import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { analystLimitsOf } from './analyst-limits.ts';
import { DoorUnderTest, until } from './testing/door-under-test.ts';

const LIMITS = {
  SUANPAN_ANALYST_RUN_SECONDS: '3',
  SUANPAN_ANALYST_QUEUE_SECONDS: '2',
  SUANPAN_ANALYST_STALL_SECONDS: '1',
};
const under = new DoorUnderTest(LIMITS);
beforeAll(() => under.start());
afterAll(() => under.stop());

const ENDLESS = 'SELECT number, number FROM numbers(100000000000)';
const SLOW = 'SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 1';

interface Unread {
  readonly sent: ClientRequest;
  readonly answer: IncomingMessage;
}

/** A client that asks for rows without end, gets the head of the answer and reads nothing of it. */
async function unread(user: string): Promise<Unread> {
  const sent = request(under.door.url, { method: 'POST', auth: `${user}:${user}` });
  sent.on('error', () => undefined);
  sent.end(ENDLESS);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.on('error', () => undefined);
  return { sent, answer };
}

const seconds = async (act: Promise<unknown>) => {
  const before = performance.now();
  await act;
  return (performance.now() - before) / 1000;
};

test('a client that takes no rows is cut, and its root goes on', async () => {
  const { answer } = await unread('anna');
  const next = under.text('SELECT 1', 'anna');
  expect(await seconds(next)).toBeLessThan(2);
  expect(await next).toBe('1\n');
  const closed = new Promise((resolve) => answer.once('close', resolve));
  answer.resume();
  await closed;
  expect(answer.complete).toBe(false);
}, 30_000);

test('clients that take no rows shut out neither another root nor the sink', async () => {
  const clients = [await unread('anna')];
  const more = Array.from({ length: 5 }, () => under.text(ENDLESS.replace('100000000000', '10'), 'anna'));
  expect(await seconds(under.text('SELECT 1', 'bert'))).toBeLessThan(1);
  expect(await under.text('SELECT 1', 'sink')).toBe('1\n');
  for (const { sent } of clients) sent.destroy();
  await Promise.all(more);
}, 30_000);

test('one query of a root runs at a time; the others wait their turn, and say so when it does not come', async () => {
  const slow = under.text(SLOW, 'anna');
  const running =
    "SELECT count() FROM system.processes WHERE query LIKE '%sipHash64(number)%' AND query NOT LIKE '%processes%'";
  await until('the slow query runs', async () => (await under.text(running)) === '1\n');
  const waiting = [under.text('SELECT 1', 'anna'), under.text('SELECT 2', 'anna')];
  expect(await under.text('SELECT 1', 'bert')).toBe('1\n');
  for (const answer of await Promise.all(waiting)) expect(answer).toContain('Code: 202');
  expect(await slow).toContain('Code: 159');
  expect(await under.text('SELECT 1', 'anna')).toBe('1\n');
}, 30_000);

test('a query ends when its time on the wall is over', async () => {
  const started = performance.now();
  expect(await under.text(SLOW, 'anna', { max_execution_time: '50' })).toMatch(/Code: 159.*3 seconds/);
  expect((performance.now() - started) / 1000).toBeLessThan(6);
}, 30_000);

test.each([
  ['semicolons', `SELECT 1${';'.repeat(16_000_000)}`],
  ['blanks', `SELECT 1${' '.repeat(16_000_000)}`],
  ['comments', `SELECT 1${'/**/'.repeat(4_000_000)}`],
  ['brackets', `SELECT ${'('.repeat(8_000_000)}`],
  ['quotes', `SELECT '${"''".repeat(8_000_000)}'`],
])(
  'a small body that becomes 16 MB of %s is refused by its length, before it is read',
  async (_name, sql) => {
    const body = gzipSync(sql);
    expect(body.length).toBeLessThan(40_000);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () =>
        under.post(body, { user: 'anna', headers: { 'content-encoding': 'gzip' } }).then((answer) => answer.text()),
      ),
    );
    for (const answer of answers) expect(answer).toContain('Code: 223');
    expect(await seconds(under.text('SELECT 1', 'bert'))).toBeLessThan(1);
  },
  30_000,
);

test.each([
  ['semicolons', (n: number) => `SELECT 1${';'.repeat(n)}`],
  ['blanks', (n: number) => `SELECT 1${' '.repeat(n)}`],
  ['comments', (n: number) => `SELECT 1${'/**/'.repeat(n / 4)}`],
  ['names', (n: number) => `SELECT 1 AS ${'a'.repeat(n)}`],
  ['conditions', (n: number) => `SELECT ${'1 AND '.repeat(n / 6)}1`],
])(
  'the longest statement of %s that is read is answered at once',
  async (_name, sql) => {
    expect(await seconds(under.text(sql(250_000), 'anna'))).toBeLessThan(10);
  },
  30_000,
);

test('settings of the limits are whole seconds', () => {
  expect(analystLimitsOf({})).toEqual({ runSeconds: 60, queueSeconds: 60, stallSeconds: 10 });
  expect(analystLimitsOf(LIMITS)).toEqual({ runSeconds: 3, queueSeconds: 2, stallSeconds: 1 });
  expect(() => analystLimitsOf({ SUANPAN_ANALYST_STALL_SECONDS: '0' })).toThrow(/SUANPAN_ANALYST_STALL_SECONDS/);
});
