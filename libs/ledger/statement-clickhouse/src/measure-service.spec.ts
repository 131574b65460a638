import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SlaPromise } from '@suanpan/catalogue';
import type { OutcomeReason, ResultEvent } from '@suanpan/facts';
import type { LedgerItem } from '@suanpan/ledger-sink';
import { attoFromDecimal } from '@suanpan/money';
import { type GovernedWindow, isServerFailure, SERVER_ERROR_TYPES } from '@suanpan/service-level';
import { formatInstant } from '@suanpan/time';
import { measureService, readPlanCharges } from './index.ts';
import { AT, type CallOver, call, entry, item } from './items.fixture.ts';
import { RealLedger } from './real-ledger.fixture.ts';

const HOUR = 3_600_000;
const PROMISE: SlaPromise = { id: 'p', measure: 'availability', percent: '99', credits: [] };
const RESEARCH: GovernedWindow = { account: 'research', from: AT - HOUR, to: AT + HOUR };

let ledger: RealLedger;
beforeAll(async () => {
  ledger = await RealLedger.start();
});
afterAll(() => ledger.stop());

async function shareOf(root: string, promise: SlaPromise, windows: readonly GovernedWindow[] = [RESEARCH]) {
  const [measured] = await measureService(ledger.admin, { root, promises: [promise], windows });
  return measured?.share;
}

function calls(root: string, drawn: readonly CallOver[]): LedgerItem[] {
  return drawn.map((over, seq) => item(seq, { event: call(seq, { root, ...over }) }));
}

describe('availability', () => {
  test('is decided by the engine as it is defined, for every status and kind of failure', async () => {
    const kinds = [
      ...SERVER_ERROR_TYPES,
      'InternalServerError',
      '503',
      '404',
      '50',
      'rate_limit_error',
      'weird',
      undefined,
    ];
    const statuses = [undefined, 200, 429, 499, 500, 529];
    const drawn = kinds.flatMap((errorType) =>
      statuses.map((httpStatus) => ({
        ...(errorType === undefined ? {} : { errorType }),
        ...(httpStatus === undefined ? {} : { httpStatus }),
      })),
    );
    await ledger.write(calls('kinds', drawn));
    const good = drawn.filter(({ httpStatus, errorType }) => !isServerFailure(httpStatus, errorType)).length;
    expect(await shareOf('kinds', PROMISE)).toEqual({ good: BigInt(good), of: BigInt(drawn.length) });
    for (const [i, over] of drawn.entries()) {
      if (i % 7 !== 0) continue;
      await ledger.write(calls(`kind_${i}`, [over]));
      const failed = isServerFailure(over.httpStatus, over.errorType);
      expect(await shareOf(`kind_${i}`, PROMISE)).toEqual({ good: failed ? 0n : 1n, of: 1n });
    }
  }, 60_000);

  test('counts a call once, priced or not, and not at all if it was taken back or came again', async () => {
    const root = 'once';
    const failed = { root, httpStatus: 500 };
    const correction = (target: number) =>
      entry([{ leaf: 'output_text', amount: '-1' }], { corrects: target, event: call(target, failed) });
    const two = [entry([{ leaf: 'output_text', amount: '1' }]), entry([{ leaf: 'reasoning', amount: '1' }])];
    await ledger.write([
      item(0, { event: call(0, { root }), entries: two }),
      item(1, { event: call(1, failed), outcome: { kind: 'quarantined', reason: 'model_unpriced' } }),
      item(2, { event: call(2, failed), entries: two }),
      item(3, { event: call(1, failed), outcome: { kind: 'duplicate', reason: 'already_counted', first: 1 } }),
      item(4, { root, entries: [correction(2)], outcome: { kind: 'adjusted', reason: 'voided' } }),
      item(5, { root, entries: [correction(1)], outcome: { kind: 'adjusted', reason: 'priced_again' } }),
    ]);
    expect(await shareOf(root, PROMISE)).toEqual({ good: 1n, of: 2n });
  });

  test('counts accounts and times of the windows only: from inclusive, to exclusive', async () => {
    const root = 'windows';
    const at = (time: number, account = 'research') => ({ time, account });
    await ledger.write(
      calls(root, [
        ...[at(AT - 1), at(AT), at(AT + HOUR - 1), at(AT + HOUR), at(AT, 'sales'), at(AT + 3 * HOUR, 'vision')],
        at(AT, 'gone'),
      ]),
    );
    const windows = [
      { account: 'research', from: AT, to: AT + HOUR },
      { account: 'sales', from: AT, to: AT + HOUR },
      { account: 'vision', from: AT + 2 * HOUR, to: AT + 4 * HOUR },
    ];
    expect(await shareOf(root, PROMISE, windows)).toEqual({ good: 4n, of: 4n });
    expect(await shareOf('another', PROMISE, windows)).toEqual({ good: 0n, of: 0n });
    expect(await shareOf(root, PROMISE, [])).toEqual({ good: 0n, of: 0n });
  });
});

test('latency is of calls that did not fail and say how long they took', async () => {
  const root = 'latency';
  const drawn = [{ latencyMs: 100 }, { latencyMs: 2000 }, { latencyMs: 2001 }, {}, { latencyMs: 5, httpStatus: 503 }];
  await ledger.write(calls(root, drawn));
  const promise: SlaPromise = { ...PROMISE, measure: 'latency', withinMs: 2000 };
  expect(await shareOf(root, promise)).toEqual({ good: 2n, of: 3n });
  const { withinMs: _withinMs, ...incomplete } = promise;
  expect(await shareOf(root, incomplete)).toEqual({ good: 0n, of: 0n });
});

test('quality is of results that were judged, at the time of the result', async () => {
  const root = 'quality';
  const result = (seq: number, reason: OutcomeReason, time = AT): LedgerItem => {
    const other: ResultEvent = {
      ...{ time: formatInstant(time), account: 'research', credential: 'key_1', id: `result-${seq}`, source: 'test' },
      ...{ root, project: 'chat', result: { source: 'test', id: `event-${seq}`, accepted: true } },
    };
    const kind = reason === 'result_accepted' ? 'rated' : 'adjusted';
    return { ...item(seq, { root, outcome: { kind, reason } }), other };
  };
  const reasons = ['result_accepted', 'result_accepted', 'result_capped', 'result_not_accepted'] as const;
  await ledger.write([
    ...reasons.map((reason, seq) => result(seq, reason)),
    ...[result(7, 'result_repeated'), result(8, 'result_without_plan'), result(9, 'result_not_accepted', AT + HOUR)],
  ]);
  expect(await shareOf(root, { ...PROMISE, measure: 'quality' })).toEqual({ good: 3n, of: 4n });
});

test('the charges of a plan are its usage, fees and results of the period, not payments, credits and corrections', async () => {
  const root = 'charges';
  const of = (seq: number, leaf: Parameters<typeof entry>[0][number]['leaf'], amount: string, over = {}) =>
    item(seq, { root, entries: [entry([{ leaf, amount }], { plan: 'pro@2', account: 'research', ...over })] });
  await ledger.write([
    ...[of(0, 'output_text', '100.5'), of(1, 'fee', '3000'), of(2, 'true_up', '20'), of(3, 'result', '7')],
    ...[of(4, 'credit', '-50'), of(5, 'sla_credit', '-300'), of(6, 'correction', '-1'), of(7, 'covered', '-10')],
    ...[
      of(8, 'fee', '9', { plan: 'pro@1' }),
      of(9, 'fee', '9', { currency: 'CNY' }),
      of(10, 'fee', '9', { account: 'x' }),
    ],
    ...[of(11, 'fee', '9', { servicePeriod: '2026-10' }), of(12, 'fee', '0.25', { postingPeriod: '2026-12' })],
  ]);
  const scope = { root, plan: 'pro@2', period: '2026-11', currency: 'USD' };
  expect(await readPlanCharges(ledger.admin, scope, [RESEARCH])).toBe(attoFromDecimal('3117.75'));
  expect(await readPlanCharges(ledger.admin, { ...scope, plan: 'none@1' }, [RESEARCH])).toBe(0n);
  expect(await readPlanCharges(ledger.admin, scope, [])).toBe(0n);
});
