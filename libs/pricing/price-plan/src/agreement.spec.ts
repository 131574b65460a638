import { expect, test } from '@jest/globals';
import { monthAfter } from '@suanpan/catalogue';
import type { Entry, UsageEvent } from '@suanpan/facts';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { type Fraction, type NaiveOutcome, type NaiveStep, rateNaively, totalsOf, treeOf } from '@suanpan/naive-rater';
import fc from 'fast-check';
import { planFees } from './plan-fees.ts';
import { microOf } from './quantity.ts';
import { type Decided, PlanDesk } from './testing/plan-desk.ts';
import { day, viewOf, type World } from './testing/plan-world.ts';
import { type RandomAct, randomAct, randomWorld, withOtherPrices } from './testing/random-world.ts';

/** A desk that tells the naive rater every step it takes. */
class TellingDesk extends PlanDesk {
  readonly steps: NaiveStep[] = [];
  /** Calls that were charged and not taken back. */
  readonly standing: Decided[] = [];
  closed = '2026-09';

  constructor(readonly world: World) {
    super(viewOf(world));
  }

  play(act: RandomAct): void {
    switch (act.act) {
      case 'prices':
        this.view = viewOf(act.other ? withOtherPrices(this.world) : this.world);
        break;
      case 'call':
        this.playCall(act.call, act.isInformational);
        break;
      case 'void':
      case 'amend':
      case 'again':
        this.playCorrection(act);
        break;
      case 'result': {
        const call = this.standing[act.pick % this.standing.length]?.event;
        if (call === undefined) break;
        const { result } = this.result(call, { score: act.score }, { account: act.account });
        if (result !== undefined) this.tell({ kind: 'result', result });
        break;
      }
      case 'credit': {
        const { credit } = this.credit({ ...act.grant, from: null });
        if (credit !== undefined) this.tell({ kind: 'credit', credit });
        break;
      }
      case 'fee':
        this.playFee({ amount: act.amount, account: act.account, charge: 'correction' });
        break;
      case 'fees':
        for (const fee of planFees(this.view, 'r', act.period, day(1))) this.playFee(fee);
        break;
      case 'close':
        this.closed = monthAfter(this.closed, 1);
        if (this.closed > '2026-12') break;
        this.close(this.closed);
        this.tell({ kind: 'close', root: 'r', period: this.closed });
    }
  }

  playCall(call: Partial<UsageEvent>, isInformational: boolean): void {
    const decided = this.call(call, isInformational ? 'none' : 'open');
    if (decided.event !== undefined) this.tell({ kind: 'call', event: decided.event }, isInformational);
    if (decided.decision.charged) this.standing.push(decided);
  }

  playCorrection(act: RandomAct & { readonly act: 'void' | 'amend' | 'again' }): void {
    const target = this.standing[act.pick % this.standing.length];
    const isInformational = target?.posting === 'none';
    // What history cost nothing does not say of itself that it is history: rating says so, and here nobody does.
    if (target === undefined || (isInformational && this.entriesAbout(target).length === 0)) return;
    const of = target.seq;
    if (act.act === 'again') {
      this.again(target);
      this.tell({ kind: 'again', of }, isInformational);
    } else if (act.act === 'void') {
      this.standing.splice(this.standing.indexOf(target), 1);
      this.voidCall(target);
      this.tell({ kind: 'void', of }, isInformational);
    } else {
      const { event } = this.amend(target, act.call);
      if (event !== undefined) this.tell({ kind: 'amend', of, event }, isInformational);
    }
  }

  playFee(told: Parameters<PlanDesk['fee']>[0]): void {
    const { fee } = this.fee(told);
    if (fee !== undefined) this.tell({ kind: 'fee', fee });
  }

  tell(step: Told, isInformational = false): void {
    this.steps.push({ seq: this.log.length - 1, view: this.view, isInformational, ...step });
  }
}

type Told = NaiveStep extends infer S
  ? S extends unknown
    ? Omit<S, 'seq' | 'view' | 'isInformational'>
    : never
  : never;

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
    sums.set(key, [known[0] + storedAtto(entry.amount), known[1] + micro, entry.postingPeriod ?? '']);
  }
  return written(sums);
}

/** What is charged again belongs to the account that the call has by now, wherever it was before. */
function summaryOfNaive({ step, entries }: NaiveOutcome, now: string): Summary {
  const sums = new Map<string, [bigint, bigint, string]>();
  for (const { account, component, currency, service, band, parts, atto, posting } of entries) {
    const key = [step.kind === 'again' ? now : account, component, currency, service].join(' ');
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
  const now = event?.account ?? '';
  expect([what, summaryOfReal(decision.entries, now)]).toEqual([what, summaryOfNaive(naive, now)]);
  if (naive.step.kind !== 'close') return;
  const { view, root, period } = naive.step;
  const totals = Object.fromEntries(
    (decision.closing?.totals ?? []).map(({ account, currency, amount }) => [
      `${account} ${currency}`,
      storedAtto(amount),
    ]),
  );
  expect([what, totals]).toEqual([what, Object.fromEntries(totalsOf([...past, naive], treeOf(view, root), period))]);
}

test('the rater that keeps counters and the one that recomputes everything agree to the last unit, outcome by outcome', () => {
  fc.assert(
    fc.property(randomWorld, fc.array(randomAct, { minLength: 3, maxLength: 30 }), (world, acts) => {
      const desk = new TellingDesk(world);
      for (const act of acts) desk.play(act);
      const outcomes = rateNaively(desk.steps);
      for (const [i, naive] of outcomes.entries()) {
        const decided = desk.log[naive.step.seq];
        if (decided === undefined) throw new Error('A step was not decided.');
        compare(decided, naive, outcomes.slice(0, i));
      }
    }),
    { numRuns: Number(process.env.AGREEMENT_RUNS ?? 300) },
  );
}, 120_000);
