import { type Command, InvalidArgumentError } from 'commander';

/** What a command was told about money. */
export interface BudgetOptions {
  /** False where the cap is to be lifted. */
  readonly budget?: string | false;
  readonly currency: string;
  readonly threshold?: readonly number[];
  readonly soft?: boolean;
}

/** Money a node may spend in a month, as the API shows it. */
export interface Budget {
  readonly amount: string;
  readonly currency: string;
  readonly period: 'month';
  readonly thresholdPercents: readonly number[];
  readonly hard: boolean;
}

/** Calls a node may make in a period. */
export interface CallQuota {
  readonly calls: number;
  readonly period: 'day' | 'month';
}

const THRESHOLD_PERCENTS = [80, 100];

/** Adds the options of a monthly budget. */
export function withBudgetOptions(command: Command): Command {
  return command
    .option('--budget <amount>', 'money it may spend in a month, e.g. 2500')
    .option('--currency <code>', 'of the budget', 'USD')
    .option('--threshold <percent...>', 'percents of it at which somebody is told; 80 and 100 if left out', percents)
    .option('--soft', 'only report what goes beyond the budget; otherwise spending stops there');
}

/** The budget as the API takes it: null to lift it, `undefined` to leave it alone. */
export function budgetOf({ budget, currency, threshold, soft }: BudgetOptions): Budget | null | undefined {
  if (budget === false) return null;
  if (budget === undefined) return undefined;
  const thresholdPercents = [...(threshold ?? THRESHOLD_PERCENTS)].sort((a, b) => a - b);
  return { amount: budget, currency, period: 'month', thresholdPercents, hard: soft !== true };
}

/** A budget in a few words. */
export function budgetText(budget: Budget | undefined): string {
  return budget === undefined ? '-' : `${budget.amount} ${budget.currency}${budget.hard ? '' : ' (soft)'}`;
}

/** A call quota in a few words. */
export function callQuotaText(quota: CallQuota | undefined): string {
  return quota === undefined ? '-' : `${quota.calls}/${quota.period}`;
}

function percents(text: string, before: readonly number[] = []): number[] {
  const percent = Number(text);
  if (!/^\d{1,4}$/.test(text) || percent < 1) throw new InvalidArgumentError('It must be a whole percent above 0.');
  return [...before, percent];
}

/** Reads `100000/day` or `3000000/month`. */
export function callQuotaOption(text: string): CallQuota {
  const [, calls = '', period] = /^(\d{1,15})\/(day|month)$/.exec(text) ?? [];
  if (period === 'day' || period === 'month') return { calls: Number(calls), period };
  throw new InvalidArgumentError('It must be calls in a period, such as 100000/day or 3000000/month.');
}
