import { type CatalogueView, monthAfter, type Period, type PlanAssignment, periodById } from '@suanpan/catalogue';
import { type Charge, closedCounter, postedCounter, type Uncharged } from '@suanpan/charging';
import type { Close, Closing, Entry } from '@suanpan/facts';
import { decimalFromAtto, exactOfAtto, quantiseExact, quantiseHalfEven } from '@suanpan/money';
import { assignmentsOf, decidingMs, treeOf } from './assignment.ts';
import type { CounterMoves } from './counter-moves.ts';
import { creditsCounter, resultsCounter, spendCounter } from './counter-names.ts';
import { CREDIT_PREFIX, isForgotten, readCredits, writeCredits } from './credits.ts';
import { moveMicro, moveNumber, readNumber } from './number-counters.ts';
import { postEntries, readPosted, writePosted } from './posted-money.ts';
import { microText } from './quantity.ts';
import { carryName, type Quota, type QuotaState, quotaState, useName } from './quota.ts';
import { readyOf } from './ready-assignment.ts';
import { readResultSums, resultsOf } from './result-sums.ts';
import { closedMonth, uncharged } from './scene.ts';

/**
 * Closes the month that follows the closed ones: charges what is missing to minimums, carries over what rolls over, says what the
 * month came to, and forgets what only an open month needs.
 */
export function closePeriod(
  { root, period: wanted }: Close,
  view: CatalogueView,
  moves: CounterMoves,
): Charge | Uncharged {
  const calendar = view.get('calendar', root);
  const period = calendar === undefined ? undefined : periodById(calendar, wanted);
  const closed = closedMonth(moves, closedCounter(root));
  if (closed !== undefined && wanted <= closed) return uncharged('period_closed_before', wanted);
  if (period === undefined) return uncharged('period_unknown', wanted);
  if (closed !== undefined && wanted !== monthAfter(closed, 1))
    return uncharged('period_not_next', monthAfter(closed, 1));
  const accounts = treeOf(view, root);
  const assignments = assignmentsOf(view, root, period);
  const entries = assignments.flatMap((assignment) => trueUp(view, moves, assignment, period));
  for (const entry of entries) postEntries(moves, postedCounter(root, entry.account ?? root), wanted, [entry]);
  const closing: Closing = {
    period: wanted,
    totals: takeTotals(moves, root, accounts, wanted),
    balances: [
      ...assignments.flatMap((assignment) => settleQuotas(view, moves, assignment, period)),
      ...accounts.flatMap((account) => settleCredits(moves, root, account, period)),
    ],
  };
  moves.set(closedCounter(root), wanted);
  return { charged: true, reason: 'period_closed', entries, counters: moves.changes(), closing };
}

/** What is missing to the assignment's share of the plan's minimum, quantised half-even. */
function trueUp(
  view: CatalogueView,
  moves: CounterMoves,
  assignment: PlanAssignment,
  period: Period,
): readonly Entry[] {
  const ready = readyOf(view, assignment);
  if (ready?.minimum === undefined) return [];
  const share = BigInt(decidingMs(view, assignment, period));
  const minimum = quantiseHalfEven(quantiseExact(ready.minimum) * share, BigInt(period.to - period.from));
  const name = spendCounter(assignment.root, assignment.id, period.id);
  const results = resultsOf(readResultSums(moves, resultsCounter(assignment.root, period.id)), assignment.id);
  const missing = minimum - results - quantiseExact(readNumber(moves, name));
  if (missing <= 0n) return [];
  moveNumber(moves, name, exactOfAtto(missing));
  const amount = decimalFromAtto(missing);
  return [
    {
      currency: ready.plan.currency,
      amount,
      lines: [{ leaf: 'true_up', quantity: 1, unitPrice: amount, amount, priceRow: '' }],
      plan: ready.plan.id,
      assignment: assignment.id,
      component: 'true_up',
      servicePeriod: period.id,
      postingPeriod: period.id,
      account: assignment.account,
    },
  ];
}

/** What each account posted to the month, which its counter forgets. Facts of one account may have posted for another. */
function takeTotals(moves: CounterMoves, root: string, accounts: readonly string[], period: string): Closing['totals'] {
  const totals = new Map<string, { account: string; currency: string; atto: bigint }>();
  for (const account of accounts) {
    const name = postedCounter(root, account);
    const sums = readPosted(moves, name);
    const ofPeriod = sums.filter(({ month }) => month === period || month.startsWith(`${period}|`));
    if (ofPeriod.length === 0) continue;
    for (const { month, currency, atto } of ofPeriod) {
      const of = month === period ? account : month.slice(period.length + 1);
      const key = JSON.stringify([of, currency]);
      const known = totals.get(key);
      totals.set(key, { account: of, currency, atto: (known?.atto ?? 0n) + atto });
    }
    writePosted(
      moves,
      name,
      sums.filter((sum) => !ofPeriod.includes(sum)),
    );
  }
  return [...totals.values()]
    .filter(({ atto }) => atto !== 0n)
    .map(({ account, currency, atto }) => ({ account, currency, amount: decimalFromAtto(atto) }));
}

/** What is left of quantities and money of an assignment; what rolls over is taken out of the month and put into the next. */
function settleQuotas(
  view: CatalogueView,
  moves: CounterMoves,
  assignment: PlanAssignment,
  period: Period,
): Closing['balances'] {
  const ready = readyOf(view, assignment);
  const balances: Closing['balances'][number][] = [];
  for (const component of ready?.components ?? []) {
    if (component.kind !== 'quantity' && component.kind !== 'money') continue;
    const quota: Quota = { component, assignment, period };
    const state = quotaState(view, moves, quota);
    const unit = component.kind === 'money' ? (ready?.plan.currency ?? '') : component.unit;
    balances.push({ name: `${assignment.id}/${component.id}`, unit, left: amountText(component.kind, state.left) });
    if (component.rollsOver) carryOver(view, moves, quota, state);
  }
  return balances;
}

/** The month's own quantity that was not used; what was carried into the month is used first and is lost with it. */
function carryOver(view: CatalogueView, moves: CounterMoves, quota: Quota, { own, carried, used }: QuotaState): void {
  const { component, assignment, period } = quota;
  const usedOwn = used > carried ? used - carried : 0n;
  const unused = own - usedOwn;
  const calendar = view.get('calendar', assignment.root);
  const next = calendar === undefined ? undefined : periodById(calendar, monthAfter(period.id, 1));
  if (unused <= 0n || next === undefined || decidingMs(view, assignment, next) === 0) return;
  const move = component.kind === 'money' ? moveMoney : moveMicro;
  move(moves, useName(quota), unused);
  move(moves, carryName({ ...quota, period: next }), unused);
}

function moveMoney(moves: CounterMoves, name: string, atto: bigint): void {
  moveNumber(moves, name, exactOfAtto(atto));
}

function amountText(kind: 'quantity' | 'money', amount: bigint): string {
  return kind === 'money' ? decimalFromAtto(amount) : microText(amount);
}

/** What is left of an account's credits. Those that end with the month or before are forgotten with it. */
function settleCredits(moves: CounterMoves, root: string, account: string, period: Period): Closing['balances'] {
  const name = creditsCounter(root, account);
  const credits = readCredits(moves, name);
  if (credits.length === 0) return [];
  writeCredits(
    moves,
    name,
    credits.filter((credit) => !isForgotten(credit, period.to)),
  );
  return credits.map(({ credit, currency, left }) => ({ name: `${CREDIT_PREFIX}${credit}`, unit: currency, left }));
}
