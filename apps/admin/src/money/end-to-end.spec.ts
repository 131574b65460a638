import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PlanAssignment } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES, USAGE_EVENTS, USAGE_RATED } from '@suanpan/facts';
import { connectKafkaLog, ensureTopics, type KafkaLog } from '@suanpan/kafka';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { outcomesOf, unpackRated } from '@suanpan/rated-record';
import { type RealBroker, startRealBroker } from '@suanpan/real-parts';
import { type AdminBoard, startAdminBoard } from '../testing/admin-board.ts';
import { aCall, aPlan } from '../testing/calls.ts';

// The whole way on real parts: PostgreSQL, Kafka, rating with plans, the sink, ClickHouse, and the API in front of them.

const SHARDS = 4;
const NOVEMBER = Date.UTC(2026, 10, 1);
const DECEMBER = Date.UTC(2026, 11, 1);
const reason = 'Spec.';

let broker: RealBroker;
let log: KafkaLog;
let board: AdminBoard;
beforeAll(async () => {
  broker = await startRealBroker();
  const kafka = { brokers: broker.brokers, clientId: 'spec' };
  await ensureTopics(kafka, [USAGE_EVENTS, USAGE_RATED, CATALOGUE_CHANGES], SHARDS);
  log = await connectKafkaLog({ ...kafka, deadlineMs: 2_000, requestTimeoutMs: 2_000 });
  board = await startAdminBoard({ ledger: true, log });
  board.time.skip(DECEMBER + 3_600_000 - board.now());
  const value: PlanAssignment = {
    ...{ id: 'asg_sales', root: 'acme', account: 'acme-sales', plan: 'pro@1' },
    ...{ effectiveFrom: NOVEMBER, effectiveTo: null },
  };
  await board.writer.commit({
    ...{ actor: 'spec', reason },
    changes: [
      { act: 'create', entity: 'plan', value: aPlan({ minimumAmount: '75.123456789012345678' }) },
      { act: 'create', entity: 'assignment', value },
    ],
  });
}, 180_000);
afterAll(async () => {
  await board?.stop();
  await log?.close();
  await broker?.stop();
});

const post = (path: string, body: object = {}) =>
  board.ask('POST', `/v1/roots/acme/${path}`, { as: 'acme', body: { reason, ...body } });

/** The reasons of what became of directives, once all of them are decided. */
async function decided(...ids: string[]): Promise<string[]> {
  const reasons: string[] = [];
  for (const id of ids) {
    for (;;) {
      const { json } = await board.ask('GET', `/v1/roots/acme/directives/${encodeURIComponent(id)}`, { as: 'acme' });
      if (json.state !== 'decided') continue;
      reasons.push(json.outcome.reason);
      break;
    }
  }
  return reasons;
}

interface Sums {
  /** Every entry of the rated log, by posting month. */
  readonly outcomes: ReadonlyMap<string, bigint>;
  readonly ledger: ReadonlyMap<string, bigint>;
  readonly statements: ReadonlyMap<string, bigint>;
}

/** The money of Acme as the log, the ledger and the statements have it, atto by month. */
async function sumsOf(months: readonly string[]): Promise<Sums> {
  await board.settle();
  const outcomes = new Map<string, bigint>();
  for (let shard = 0; shard < SHARDS; shard += 1) {
    const { end } = await log.bounds(USAGE_RATED.name, shard);
    for (let next = 0; next < end; ) {
      for (const { offset, value } of await log.read(USAGE_RATED.name, shard, next, 1 << 20, 1_000)) {
        next = offset + 1;
        for (const { outcome } of outcomesOf(unpackRated(value))) {
          for (const { postingPeriod = '', amount } of outcome.entries) add(outcomes, postingPeriod, amount);
        }
      }
    }
  }
  const ledger = new Map<string, bigint>();
  const rows = await board.ledger?.clickhouse.queryRows<{ posting_period: string; amount: string }>(
    'SELECT posting_period, toString(amount) AS amount FROM ledger.usage WHERE amount IS NOT NULL',
  );
  for (const { posting_period, amount } of rows ?? []) add(ledger, posting_period, amount);
  const statements = new Map<string, bigint>();
  for (const month of months) {
    const { json } = await board.ask('GET', `/v1/accounts/acme/statements/${month}`, { as: 'acme' });
    for (const { exactAmount } of [...json.lines, ...json.adjustments]) add(statements, month, exactAmount);
  }
  return { outcomes, ledger, statements };
}

function add(sums: Map<string, bigint>, month: string, amount: string): void {
  sums.set(month, (sums.get(month) ?? 0n) + storedAtto(amount));
}

const text = (sums: ReadonlyMap<string, bigint>) =>
  Object.fromEntries([...sums].sort().map(([month, atto]) => [month, decimalFromAtto(atto)]));

test('what is sent, taken back, replaced, paid, charged and closed comes to the same to the last unit everywhere', async () => {
  const sales = { account: 'acme-sales', project: 'prj_leads' };
  const times = (i: number) => NOVEMBER + 86_400_000 + i * 61_000;
  expect((await post('credits', { account: 'acme', credit: 'gift', currency: 'USD', amount: '0.1' })).status).toBe(202);
  expect(await decided('credit:gift')).toEqual(['credit_granted']);
  for (let i = 0; i < 60; i += 20) {
    await board.send(
      'acme',
      Array.from({ length: 20 }, (_, j) => aCall(`r-${i + j}`, times(i + j), { inputTokens: 937 + j })),
    );
    await board.send(
      'acme',
      Array.from({ length: 2 }, (_, j) => aCall(`s-${i + j}`, times(i + j), { ...sales, inputTokens: 1_731 })),
    );
  }
  const name = (id: string) => ({ target: { source: 'demo', id } });
  const corrections = [
    await post('void', name('r-3')),
    await post('void', name('s-0')),
    await post('amend', { ...name('r-4'), call: { inputTokens: 5, outputTokens: 7_777 } }),
    await post('amend', { ...name('s-20'), call: { inputTokens: 3 } }),
    await post('fees', {
      account: 'acme-research',
      period: '2026-11',
      currency: 'USD',
      amount: '-0.000000000000000001',
    }),
  ];
  expect(corrections.map(({ status }) => status)).toEqual(corrections.map(() => 202));
  expect(await decided(...corrections.map(({ json }) => json.id))).toEqual([
    ...['voided', 'voided', 'amended', 'amended', 'fee_charged'],
  ]);
  const run = await post('periods/2026-11/fees');
  expect(await decided(...run.json.directives.map(({ id }: { id: string }) => id))).toEqual(['fee_charged']);
  expect((await post('periods/2026-11/close')).status).toBe(202);
  expect(await decided('close:2026-11:1')).toEqual(['period_closed']);
  // Behind the close: one that comes late, one that is taken back.
  await board.send('acme', [aCall('late', times(70), { ...sales, inputTokens: 4_321 })]);
  const late = await post('void', name('r-7'));
  expect(await decided(late.json.id)).toEqual(['voided']);
  const { outcomes, ledger, statements } = await sumsOf(['2026-11', '2026-12']);
  expect(text(ledger)).toEqual(text(outcomes));
  expect(text(statements)).toEqual(text(outcomes));
  expect(Object.keys(text(outcomes))).toEqual(['2026-11', '2026-12']);
  const own = await board.ask('GET', '/v1/accounts/acme-sales/statements/2026-11', { as: 'acme' });
  // The minimum, less what prepaid money has paid of it.
  const paid = own.json.lines
    .filter(({ item }: { item: string }) => item === 'credit')
    .reduce((sum: bigint, line: { exactAmount: string }) => sum + storedAtto(line.exactAmount), 0n);
  expect(own.json.totals[0].exactAmount).toBe(decimalFromAtto(storedAtto('75.123456789012345678') + paid));
}, 120_000);

test('a broker that is killed under all of it delays, and nothing is lost or doubled', async () => {
  const before = text((await sumsOf([])).ledger);
  await broker.crash();
  const accepted = await post('fees', { account: 'acme', period: '2026-12', currency: 'USD', amount: '3' });
  expect([accepted.status, accepted.json.state]).toEqual([202, 'accepted']);
  const waiting = await board.ask('GET', `/v1/roots/acme/directives/${accepted.json.id}`, { as: 'acme' });
  expect(waiting.json.state).toBe('accepted');
  const health = await fetch(`${board.service.url}/health/ready`);
  expect(((await health.json()) as { degraded: unknown }).degraded).toMatchObject({
    directives: expect.stringMatching(/^1 directive/),
  });
  await broker.restart();
  expect(await decided(accepted.json.id)).toEqual(['fee_charged']);
  const { outcomes, ledger, statements } = await sumsOf(['2026-11', '2026-12']);
  expect(text(ledger)).toEqual(text(outcomes));
  expect(text(statements)).toEqual(text(outcomes));
  const more = storedAtto(before['2026-12'] ?? '0') + storedAtto('3');
  expect(text(ledger)).toEqual({ ...before, '2026-12': decimalFromAtto(more) });
}, 120_000);
