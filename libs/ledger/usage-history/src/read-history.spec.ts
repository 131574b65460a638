import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { PriceBoundaries, UsageGroup } from '@suanpan/charging';
import { type ClickHouse, connectClickHouse } from '@suanpan/clickhouse';
import type { Entry, Outcome, UsageEvent } from '@suanpan/facts';
import { ClickHouseLedgerStore, migrateLedger } from '@suanpan/ledger-clickhouse';
import type { LedgerItem } from '@suanpan/ledger-sink';
import { type RealClickHouse, startRealClickHouse } from '@suanpan/real-parts';
import { formatInstant, MS_PER_DAY, parseInstant } from '@suanpan/time';
import { historySpan, readHistory } from './index.ts';

const NOON = parseInstant('2026-11-10T12:00:00Z') ?? 0;
const NO_BOUNDARIES: PriceBoundaries = { instants: [], daySeconds: [], contexts: [] };

let engine: RealClickHouse;
let clickhouse: ClickHouse;
let store: ClickHouseLedgerStore;
let seq = 0;

beforeAll(async () => {
  engine = await startRealClickHouse();
  clickhouse = connectClickHouse(engine);
  await migrateLedger(clickhouse);
  store = new ClickHouseLedgerStore({ sink: clickhouse, repair: clickhouse, instance: 'test' });
});

afterAll(async () => {
  await clickhouse?.close();
  await engine?.stop();
});

beforeEach(async () => {
  await clickhouse.exec('TRUNCATE TABLE ledger.usage');
  seq = 0;
});

function call(more: Partial<UsageEvent> = {}): UsageEvent {
  return {
    time: formatInstant(NOON),
    id: `call-${seq}`,
    source: 'test',
    root: 'root_a',
    account: 'acc_a',
    project: 'prj_a',
    credential: 'key_a',
    provider: 'openai',
    requestedModel: 'gpt',
    operation: 'chat',
    inputTokens: 100,
    outputTokens: 10,
    usageQuality: 'reported',
    ...more,
  };
}

function item(event: UsageEvent | undefined, outcome: Partial<Outcome>, root = 'root_a'): LedgerItem {
  const place = { seq, offset: seq, index: 0, receivedAt: NOON, postedAt: NOON, revision: 1 };
  const whole: Outcome = { kind: 'rated', reason: 'priced', entries: [], ...place, ...outcome };
  seq += 1;
  return { shard: 0, ratedOffset: whole.seq, root: event?.root ?? root, event, outcome: whole };
}

function rated(more: Partial<UsageEvent> = {}): LedgerItem {
  return item(call(more), { entries: [money(1)] });
}

function money(amount: number, about?: { corrects: number; event: UsageEvent }): Entry {
  const text = String(amount);
  const line = { leaf: 'request', quantity: 1, unitPrice: text, amount: text, priceRow: 'row' } as const;
  return { currency: 'USD', amount: text, lines: [line], ...about };
}

async function read(
  items: readonly LedgerItem[],
  boundaries = NO_BOUNDARIES,
  more: object = {},
): Promise<UsageGroup[]> {
  await store.insert({ id: `chunk-${seq}`, at: NOON, items });
  const scope = { root: 'root_a', from: NOON - 20 * MS_PER_DAY, to: NOON + 20 * MS_PER_DAY };
  return all(readHistory(clickhouse, scope, { boundaries, grain: 'boundary', ...more }));
}

async function all(groups: AsyncIterable<UsageGroup>): Promise<UsageGroup[]> {
  const found: UsageGroup[] = [];
  for await (const group of groups) found.push(group);
  return found;
}

test('calls that nothing tells apart are one group with their quantities summed', async () => {
  const groups = await read([
    rated({ cacheReadTokens: 40, seconds: '1.5' }),
    rated({ inputTokens: 7, outputTokens: 3, seconds: '0.25', audioInputTokens: 2 }),
    rated({ errorType: 'timeout', inputTokens: 0, outputTokens: 0 }),
    rated({ requests: 4 }),
  ]);
  expect(groups).toHaveLength(1);
  expect(groups[0]?.calls).toBe(4);
  expect(groups[0]?.event).toMatchObject({
    inputTokens: 207,
    outputTokens: 23,
    cacheReadTokens: 40,
    audioInputTokens: 2,
    seconds: '1.75',
    // Two calls that did not fail, none for the failed one, and the four that were reported.
    requests: 6,
  });
});

test('a price boundary, a daily window and a context tier each part the calls on their two sides', async () => {
  const boundaries = { instants: [NOON], daySeconds: [43_200, 50_000], contexts: [1_000, 2_000] };
  const groups = await read(
    [
      rated({ time: formatInstant(NOON - 1) }),
      rated(),
      rated({ inputTokens: 1_000 }),
      rated({ inputTokens: 1_001 }),
      rated({ inputTokens: 9_000 }),
      rated({ time: formatInstant(NOON + 6_000_000) }),
      rated({ time: formatInstant(NOON + 8_000_000) }),
    ],
    boundaries,
  );
  expect(groups.map(({ calls, aboveInputTokens }) => [calls, aboveInputTokens])).toEqual([
    [1, 0],
    [3, 0],
    [1, 1_000],
    [1, 2_000],
    [1, 0],
  ]);
});

test('what was voided is left out, what was amended is read as amended, and duplicates count nothing', async () => {
  const [kept, voided, amended] = [call({ inputTokens: 1 }), call({ inputTokens: 10 }), call({ inputTokens: 100 })];
  const better = { ...amended, inputTokens: 1_000 };
  const groups = await read([
    item(kept, { entries: [money(1)] }),
    item(voided, { entries: [money(1)] }),
    item(amended, { entries: [money(1)] }),
    item(kept, { kind: 'duplicate', reason: 'already_counted', first: 0 }),
    item(undefined, { kind: 'adjusted', reason: 'voided', entries: [money(-1, { corrects: 1, event: voided })] }),
    item(undefined, {
      kind: 'adjusted',
      reason: 'amended',
      entries: [money(-1, { corrects: 2, event: amended }), money(5, { corrects: 2, event: better })],
    }),
    item(undefined, {
      kind: 'adjusted',
      reason: 'amended',
      entries: [
        money(-5, { corrects: 2, event: better }),
        money(6, { corrects: 2, event: { ...better, inputTokens: 2_000 } }),
      ],
    }),
  ]);
  expect(groups.map(({ event, calls }) => [event.inputTokens, calls])).toEqual([[2_001, 2]]);
});

test('another root is never read, accounts narrow, days stay in order and progress ends at 1', async () => {
  const shares: number[] = [];
  const groups = await read(
    [
      rated({ time: formatInstant(NOON + 6 * MS_PER_DAY) }),
      rated({ root: 'root_b' }),
      rated({ account: 'acc_b' }),
      rated({ time: formatInstant(NOON - 6 * MS_PER_DAY) }),
    ],
    NO_BOUNDARIES,
    { grain: 'day', onProgress: (share: number) => shares.push(share) },
  );
  expect(groups.map(({ event }) => [event.time.slice(0, 10), event.account])).toEqual([
    ['2026-11-04', 'acc_a'],
    ['2026-11-10', 'acc_b'],
    ['2026-11-16', 'acc_a'],
  ]);
  expect(shares.at(-1)).toBe(1);
  const scope = { root: 'root_a', accounts: ['acc_b'], from: NOON, to: NOON + 1 };
  const only = await all(readHistory(clickhouse, scope, { boundaries: NO_BOUNDARIES, grain: 'boundary' }));
  expect(only.map(({ event }) => event.account)).toEqual(['acc_b']);
  expect(await historySpan(clickhouse, 'root_a')).toEqual({
    from: NOON - 6 * MS_PER_DAY,
    to: NOON + 6 * MS_PER_DAY + 1,
  });
  expect(await historySpan(clickhouse, 'nobody')).toBeUndefined();
});
