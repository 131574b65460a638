import { expect, test } from '@jest/globals';
import { monthAfter } from '@suanpan/catalogue';
import type { Entry } from '@suanpan/facts';
import { decimalFromAtto } from '@suanpan/money';
import {
  type Fraction,
  type NaiveEntry,
  type NaiveOutcome,
  type NaiveStep,
  rateNaively,
  totalsOf,
  treeOf,
} from '@suanpan/naive-rater';
import fc from 'fast-check';
import { planFees } from './plan-fees.ts';
import { microOf } from './quantity.ts';
import { attoOf, type Decided, PlanDesk } from './testing/plan-desk.ts';
import { day, viewOf, type World } from './testing/plan-world.ts';
import { type RandomAct, randomAct, randomWorld } from './testing/random-world.ts';

/** Plays acts on a desk, and tells the naive rater the same steps. */
function play(world: World, acts: readonly RandomAct[]): { desk: PlanDesk; steps: readonly NaiveStep[] } {
  const desk = new PlanDesk(viewOf(world));
  const { view } = desk;
  const steps: NaiveStep[] = [];
  const standing: Decided[] = [];
  let closed = '2026-09';
  const pick = (n: number): Decided | undefined => standing[n % standing.length];
  for (const act of acts) {
    const base = { seq: desk.log.length, view };
    if (act.act === 'call') {
      const decided = desk.call(act.call);
      if (decided.event !== undefined) steps.push({ ...base, kind: 'call', event: decided.event });
      if (decided.decision.charged) standing.push(decided);
    } else if (act.act === 'void') {
      const target = pick(act.pick);
      if (target === undefined) continue;
      standing.splice(standing.indexOf(target), 1);
      desk.voidCall(target);
      steps.push({ ...base, kind: 'void', of: target.seq });
    } else if (act.act === 'amend') {
      const target = pick(act.pick);
      if (target === undefined) continue;
      const { event } = desk.amend(target, act.call);
      if (event !== undefined) steps.push({ ...base, kind: 'amend', of: target.seq, event });
    } else if (act.act === 'result') {
      const call = pick(act.pick)?.event;
      if (call === undefined) continue;
      const { account, score } = act;
      const { result } = desk.result(call, { score }, { account });
      if (result !== undefined) steps.push({ ...base, kind: 'result', result });
    } else if (act.act === 'credit') {
      const { credit } = desk.credit({ ...act.grant, from: null });
      if (credit !== undefined) steps.push({ ...base, kind: 'credit', credit });
    } else if (act.act === 'close') {
      closed = monthAfter(closed, 1);
      if (closed > '2026-12') continue;
      desk.close(closed);
      steps.push({ ...base, kind: 'close', root: 'r', period: closed });
    } else {
      const fees = act.act === 'fees' ? planFees(view, 'r', act.period, day(1)) : [act];
      for (const told of fees) {
        const seq = desk.log.length;
        const { fee } = desk.fee(
          'act' in told ? { amount: told.amount, account: told.account, charge: 'correction' } : told,
        );
        if (fee !== undefined) steps.push({ seq, view, kind: 'fee', fee });
      }
    }
  }
  return { desk, steps };
}

/** Amount, quantity and month by account and component, in one form for both raters. */
type Summary = Record<string, [amount: string, quantity: string, posting: string]>;

function summaryOfReal(entries: readonly Entry[], account: string): Summary {
  const sums = new Map<string, [bigint, bigint, string]>();
  for (const entry of entries) {
    const component = entry.component?.split('#')[0] ?? 'list';
    const of = entry.account ?? entry.event?.account ?? account;
    const key = [of, component, entry.currency, entry.servicePeriod].join(' ');
    const known = sums.get(key) ?? [0n, 0n, ''];
    const micro = entry.lines.reduce(
      (sum, line) =>
        sum +
        (line.leaf === 'correction' && entry.component?.endsWith('#volume') ? 0n : (microOf(line.quantity) ?? 0n)),
      0n,
    );
    sums.set(key, [known[0] + attoOf(entry.amount), known[1] + micro, entry.postingPeriod ?? '']);
  }
  return written(sums);
}

function summaryOfNaive(entries: readonly NaiveEntry[]): Summary {
  const sums = new Map<string, [bigint, bigint, string]>();
  for (const { account, component, currency, service, band, parts, atto, posting } of entries) {
    const key = [account, component, currency, service].join(' ');
    const known = sums.get(key) ?? [0n, 0n, ''];
    const micro = parts.reduce((sum, part) => sum + (band === 'volume' ? 0n : microOfFraction(part.quantity)), 0n);
    sums.set(key, [known[0] + atto, known[1] + micro, posting ?? '']);
  }
  return written(sums);
}

function microOfFraction({ top, bottom }: Fraction): bigint {
  return (top * 1_000_000n) / bottom;
}

/** Components that come to nothing in every way are left out: one rater writes their entries, the other may net them. */
function written(sums: ReadonlyMap<string, [bigint, bigint, string]>): Summary {
  const kept = [...sums].filter(([, [atto, micro]]) => atto !== 0n || micro !== 0n);
  return Object.fromEntries(
    kept
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, [atto, micro, posting]]) => [key, [decimalFromAtto(atto), String(micro), posting]]),
  );
}

function compare({ decision, event, seq }: Decided, naive: NaiveOutcome, past: readonly NaiveOutcome[]): void {
  const what = `${seq} ${naive.step.kind}`;
  expect([what, decision.charged, decision.charged ? '' : '']).toEqual([what, naive.isCharged, '']);
  if (!decision.charged) return;
  expect([what, summaryOfReal(decision.entries, event?.account ?? '')]).toEqual([what, summaryOfNaive(naive.entries)]);
  if (naive.step.kind !== 'close') return;
  const { view, root, period } = naive.step;
  const totals = Object.fromEntries(
    (decision.closing?.totals ?? []).map(({ account, currency, amount }) => [`${account} ${currency}`, attoOf(amount)]),
  );
  expect([what, totals]).toEqual([what, Object.fromEntries(totalsOf([...past, naive], treeOf(view, root), period))]);
}

test('the rater that keeps counters and the one that recomputes everything agree to the last unit, outcome by outcome', () => {
  fc.assert(
    fc.property(randomWorld, fc.array(randomAct, { minLength: 3, maxLength: 30 }), (world, acts) => {
      const { desk, steps } = play(world, acts);
      const outcomes = rateNaively(steps);
      for (const [i, naive] of outcomes.entries()) {
        const decided = desk.log[naive.step.seq];
        if (decided === undefined) throw new Error('A step was not decided.');
        compare(decided, naive, outcomes.slice(0, i));
      }
    }),
    { numRuns: Number(process.env.AGREEMENT_RUNS ?? 300) },
  );
}, 120_000);
