import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Entry } from '@suanpan/facts';
import { attoFromDecimal } from '@suanpan/money';
import { compareProvider, type LedgerDay } from '@suanpan/provider-reconcile';
import { readLedgerDays } from './index.ts';
import { type CallOver, call, entry, item } from './items.fixture.ts';
import { RealLedger } from './real-ledger.fixture.ts';

const DAY = Date.UTC(2026, 10, 24);
const MS_PER_DAY = 86_400_000;
const SPAN = { provider: 'openai', from: DAY, to: DAY + 2 * MS_PER_DAY };
const atto = (text: string): bigint => attoFromDecimal(text) ?? -1n;

let ledger: RealLedger;
beforeAll(async () => {
  ledger = await RealLedger.start();
});
afterAll(() => ledger.stop());

const cost = (amount: string, over: Partial<Entry> = {}) => entry([{ leaf: 'output_text', amount }], over);

/** Only the numbers that are not zero. */
function shown(days: readonly LedgerDay[]) {
  return days.map((day) =>
    Object.fromEntries(Object.entries(day).filter(([, value]) => typeof value !== 'bigint' || value !== 0n)),
  );
}

test('calls are counted on the UTC day they finished, by model, with all kinds of tokens and money by currency', async () => {
  const event = (seq: number, over: CallOver) => call(seq, { root: 'days', time: DAY, ...over });
  const cached = { cacheReadTokens: 400, cacheWrite5mTokens: 30, cacheWrite1hTokens: 20 };
  await ledger.write([
    item(0, { event: event(0, cached), entries: [cost('1'), cost('7', { currency: 'CNY' })] }),
    item(1, { event: event(1, { time: DAY + MS_PER_DAY - 1 }), entries: [cost('0.5', { plan: 'pro@2' })] }),
    item(2, { event: event(2, { time: DAY + MS_PER_DAY, servedModel: 'gpt-5-mini' }), entries: [cost('2')] }),
    item(3, { event: event(3, { time: DAY - 1 }), entries: [cost('9')] }),
    item(4, { event: event(4, { time: SPAN.to }), entries: [cost('9')] }),
    item(5, { event: event(5, { provider: 'anthropic' }), entries: [cost('9')] }),
    item(6, { event: event(6, { root: 'stranger' }), entries: [cost('9')] }),
    item(7, { event: event(0, cached), outcome: { kind: 'duplicate', reason: 'already_counted', first: 0 } }),
    item(8, { event: event(8, { root: 'days_2' }), entries: [cost('0.25', { factors: ['markup:m=1.2'] })] }),
  ]);
  expect(shown(await readLedgerDays(ledger.admin, { ...SPAN, roots: ['days', 'days_2'] }))).toEqual([
    {
      ...{ day: DAY, model: 'gpt-5', calls: 3n, inputTokens: 3000n, outputTokens: 300n, cacheReadTokens: 400n },
      ...{ cacheWrite5mTokens: 30n, cacheWrite1hTokens: 20n, money: { USD: atto('1.75'), CNY: atto('7') } },
      offListCalls: 2n,
    },
    {
      ...{ day: DAY + MS_PER_DAY, model: 'gpt-5-mini', calls: 1n, inputTokens: 1000n, outputTokens: 100n },
      money: { USD: atto('2') },
    },
  ]);
  expect(await readLedgerDays(ledger.admin, { ...SPAN, roots: [] })).toEqual([]);
});

test('a call counts as it stands: voided not at all, amended as amended, unpriced until it has a price', async () => {
  const root = 'standing';
  const event = (seq: number, over: CallOver = {}) =>
    call(seq, { root, time: DAY, inputTokens: 10 ** (seq + 1), ...over });
  const correct = (seq: number, reason: 'voided' | 'amended' | 'priced_again', entries: readonly Entry[]) =>
    item(seq, { root, entries, outcome: { kind: 'adjusted', reason } });
  const open = { kind: 'quarantined', reason: 'model_unpriced' } as const;
  await ledger.write([
    item(0, { event: event(0), entries: [cost('1')] }),
    item(1, { event: event(1), entries: [cost('1')] }),
    item(2, { event: event(2), entries: [cost('1')] }),
    item(3, { event: event(3), outcome: open }),
    item(4, { event: event(4), outcome: open }),
    correct(5, 'voided', [cost('-1', { corrects: 1, event: event(1) })]),
    correct(6, 'amended', [
      cost('-1', { corrects: 2, event: event(2) }),
      cost('3', { corrects: 2, event: event(2, { inputTokens: 7 }) }),
    ]),
    correct(7, 'priced_again', [cost('0.5', { corrects: 3, event: event(3) })]),
  ]);
  const days = await readLedgerDays(ledger.admin, { ...SPAN, roots: [root] });
  expect(shown(days)).toEqual([
    {
      ...{ day: DAY, model: 'gpt-5', calls: 4n, inputTokens: 10n + 7n + 10_000n + 100_000n, outputTokens: 400n },
      ...{ money: { USD: atto('4.5') }, unpricedCalls: 1n },
    },
  ]);
  const usage = {
    ...{ from: DAY, to: DAY + MS_PER_DAY, model: 'gpt-5', serviceTier: null, batch: null, requests: 4n },
    ...{ inputTokens: 110_017n, cacheReadTokens: 0n, cacheWrite5mTokens: 0n, cacheWrite1hTokens: 0n },
    outputTokens: 400n,
  };
  const billed = { ...usage, item: 'input', currency: 'USD', amount: atto('5.5'), uncertainty: 0n };
  const comparison = compareProvider({ usage: [usage], costs: [billed], ledger: days, isComplete: true, now: DAY * 2 });
  expect(comparison.rows.map(({ reason }) => reason)).toEqual(['unpriced']);
});
