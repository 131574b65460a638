import type { SlaPromise } from '@suanpan/catalogue';
import type { ClickHouse } from '@suanpan/clickhouse';
import { CHARGES } from '@suanpan/facts';
import { type GovernedWindow, type MeasuredPromise, SERVER_ERROR_TYPES } from '@suanpan/service-level';
import { answeredAtto } from './decimal.ts';
import { shareQuery } from './sql/service-queries.ts';
import { PLAN_CHARGES } from './sql/statement-queries.ts';

export interface ServiceScope {
  readonly root: string;
  readonly promises: readonly SlaPromise[];
  /** Where and when the assignment decides: `governedWindows` of @suanpan/service-level. */
  readonly windows: readonly GovernedWindow[];
}

/** Counts what each promise is about, over the calls and results of the windows by their own time. */
export async function measureService(clickhouse: ClickHouse, scope: ServiceScope): Promise<MeasuredPromise[]> {
  const measured: MeasuredPromise[] = [];
  for (const promise of scope.promises)
    measured.push({ promise: promise.id, share: await shareOf(clickhouse, scope, promise) });
  return measured;
}

async function shareOf(
  clickhouse: ClickHouse,
  { root, windows }: ServiceScope,
  { measure, withinMs }: SlaPromise,
): Promise<MeasuredPromise['share']> {
  const spans = spansOf(windows);
  // A promise without its number of milliseconds is not measured, which is not the same as kept.
  if (spans.length === 0 || (measure === 'latency' && withinMs === undefined)) return { good: 0n, of: 0n };
  const params: Record<string, unknown> = { root, errors: SERVER_ERROR_TYPES, within: withinMs ?? 0 };
  for (const [i, { from, to, accounts }] of spans.entries()) {
    Object.assign(params, { [`from_${i}`]: from, [`to_${i}`]: to, [`accounts_${i}`]: accounts });
  }
  const [row] = await clickhouse.queryRows<{ good: string; counted: string }>(
    shareQuery(measure, spans.length),
    params,
  );
  return { good: BigInt(row?.good ?? 0), of: BigInt(row?.counted ?? 0) };
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly accounts: string[];
}

/** Accounts with the same window together: there are few windows, and many accounts. */
function spansOf(windows: readonly GovernedWindow[]): Span[] {
  const spans = new Map<string, Span>();
  for (const { account, from, to } of windows) {
    const key = `${from} ${to}`;
    const span = spans.get(key);
    if (span === undefined) spans.set(key, { from, to, accounts: [account] });
    else span.accounts.push(account);
  }
  return [...spans.values()];
}

/** Payments and credits are no charges: they do not make what was promised cheaper. */
const NO_CHARGES = ['credit', 'sla_credit', 'correction'] as const satisfies readonly (typeof CHARGES)[number][];

/**
 * What an assignment's usage and fees of a service period came to, in atto: every entry of the plan's version for the accounts of
 * the windows, whenever it was posted, without prepaid money, credits and corrections by hand.
 */
export async function readPlanCharges(
  clickhouse: ClickHouse,
  scope: { readonly root: string; readonly plan: string; readonly period: string; readonly currency: string },
  windows: readonly GovernedWindow[],
): Promise<bigint> {
  const accounts = [...new Set(windows.map(({ account }) => account))];
  const [row] = await clickhouse.queryRows<{ amount: string }>(PLAN_CHARGES, {
    ...scope,
    accounts,
    left_out: NO_CHARGES,
  });
  return answeredAtto(row?.amount ?? '0');
}
