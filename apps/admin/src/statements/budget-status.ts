import { BUDGET_CLASSES, type BudgetClass, type BudgetRule, type CatalogueView, type Period } from '@suanpan/catalogue';
import type { ClickHouse } from '@suanpan/clickhouse';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import type { z } from 'zod';
import type { BudgetRuleStatus } from './budget-operations.ts';

type Status = z.output<typeof BudgetRuleStatus>;

const PERCENT = 100n;
/** Digits behind the point of a share in percent; it is cut, and what is left over is shown by the fraction beside it. */
const SHARE_DIGITS = 6;

interface Row {
  readonly project: string;
  readonly currency: string;
  readonly amount: string;
}

/**
 * What was spent in a month by its own time, per project: the model calls and what was charged for them, without prepaid money and
 * credits, whichever statement it stands on.
 */
async function spendOf(clickhouse: ClickHouse, root: string, period: string): Promise<Row[]> {
  return clickhouse.queryRows<Row>(
    `SELECT u.project AS project, u.currency AS currency,
       toString(sum(u.amount) - sum(u.other_costs['credit'])) AS amount
     FROM ledger.usage AS u
     WHERE u.root = {root:String} AND u.service_period = {period:String} AND u.posting_period != '' AND u.amount IS NOT NULL
     GROUP BY u.project, u.currency`,
    { root, period },
  );
}

/** How a budget rule stands in a month. Amounts in other currencies than the rule's are told and never converted. */
export async function budgetStatus(
  clickhouse: ClickHouse,
  view: CatalogueView,
  rule: BudgetRule,
  period: Period,
): Promise<Status> {
  const rows = await spendOf(clickhouse, rule.root, period.id);
  const own = rows.filter(({ currency }) => currency === rule.currency);
  const spent = sum(own);
  const otherCurrencies = [...new Set(rows.map(({ currency }) => currency))].filter((one) => one !== rule.currency);
  const base = { rule: rule.id, root: rule.root, period: period.id, currency: rule.currency, otherCurrencies };
  const total = { ...base, spent: decimalFromAtto(spent) };
  if (rule.kind === 'split') return { ...total, kind: 'split', ...splitOf(view, rule, own) };
  return { ...total, kind: 'spend_share', ...shareOf(rule, spent) };
}

function splitOf(view: CatalogueView, rule: BudgetRule & { kind: 'split' }, rows: readonly Row[]) {
  const amount = storedAtto(rule.amount);
  const classes = BUDGET_CLASSES.map((name) => {
    // Whole percents of an amount of 18 digits may need two more: the last class takes up the rest, so that they add up.
    const budget = budgetOf(rule, name, amount);
    const spent = sum(rows.filter(({ project }) => view.project(project)?.budgetClass === name));
    return {
      ...{ class: name, percent: rule.percents[name], budget: decimalFromAtto(budget), spent: decimalFromAtto(spent) },
      left: decimalFromAtto(budget - spent),
    };
  });
  const unassigned = sum(rows.filter(({ project }) => view.project(project)?.budgetClass === undefined));
  return { amount: rule.amount, classes, unassigned: decimalFromAtto(unassigned) };
}

/** Shares cut to the last digit; contingency, which pays what the others cannot, takes what cutting left over. */
function budgetOf({ percents }: BudgetRule & { kind: 'split' }, name: BudgetClass, amount: bigint): bigint {
  const cut = (of: BudgetClass) => (amount * BigInt(percents[of])) / PERCENT;
  if (name !== 'contingency') return cut(name);
  return BUDGET_CLASSES.reduce((left, of) => (of === 'contingency' ? left : left - cut(of)), amount);
}

function shareOf(rule: BudgetRule & { kind: 'spend_share' }, spent: bigint) {
  const technology = storedAtto(rule.amount);
  const percentMax = plainNumber(rule.percentMax);
  const cap = storedAtto(percentMax);
  // spent / technology > percentMax / 100, multiplied out: what is compared is exact.
  const isExceeded = spent * PERCENT * storedAtto('1') > cap * technology;
  const scale = 10n ** BigInt(SHARE_DIGITS);
  const share = technology === 0n ? undefined : (spent * PERCENT * scale) / technology;
  return {
    technologySpend: rule.amount,
    percentMax,
    ...(share === undefined
      ? {}
      : {
          percent: decimalFromAtto((share * storedAtto('1')) / scale),
          isExact: share * technology === spent * PERCENT * scale,
        }),
    isExceeded,
    cap: decimalFromAtto((cap * technology) / (PERCENT * storedAtto('1'))),
  };
}

/** A number as it was written; very small ones are written with an exponent by the language, and never by people. */
function plainNumber(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(SHARE_DIGITS * 3) : text;
}

function sum(rows: readonly Row[]): bigint {
  return rows.reduce((total, { amount }) => total + storedAtto(amount), 0n);
}
