import type { ClickHouse } from '@suanpan/clickhouse';
import type { LedgerDay } from '@suanpan/provider-reconcile';
import { answeredAtto } from './decimal.ts';
import { PROVIDER_DAYS } from './sql/provider-queries.ts';

export interface LedgerDaysScope {
  /** Every root whose calls go to the provider's account. */
  readonly roots: readonly string[];
  /** By its name in the ledger. */
  readonly provider: string;
  /** Event times: from inclusive, to exclusive, epoch milliseconds; whole UTC days. */
  readonly from: number;
  readonly to: number;
}

interface Row {
  readonly day: string;
  readonly model: string;
  readonly currency: string;
  readonly calls: string;
  readonly input_tokens: string;
  readonly output_tokens: string;
  readonly cache_read_tokens: string;
  readonly cache_write_5m_tokens: string;
  readonly cache_write_1h_tokens: string;
  readonly amount: string;
  readonly unpriced_calls: string;
  readonly off_list_calls: string;
}

const MS_PER_SECOND = 1000;

/** What the ledger holds of a provider per UTC day and model, for the comparison with the provider's export. */
export async function readLedgerDays(clickhouse: ClickHouse, scope: LedgerDaysScope): Promise<LedgerDay[]> {
  const rows = await clickhouse.queryRows<Row>(PROVIDER_DAYS, { ...scope });
  const days = new Map<string, LedgerDay>();
  for (const row of rows) {
    const key = `${row.day} ${row.model}`;
    const day = days.get(key);
    days.set(key, day === undefined ? dayOf(row) : plus(day, dayOf(row)));
  }
  return [...days.values()];
}

/** Rows are apart by currency; a call without a price has none. */
function dayOf(row: Row): LedgerDay {
  return {
    day: Number(row.day) * MS_PER_SECOND,
    model: row.model,
    calls: BigInt(row.calls),
    inputTokens: BigInt(row.input_tokens),
    cacheReadTokens: BigInt(row.cache_read_tokens),
    cacheWrite5mTokens: BigInt(row.cache_write_5m_tokens),
    cacheWrite1hTokens: BigInt(row.cache_write_1h_tokens),
    outputTokens: BigInt(row.output_tokens),
    money: row.currency === '' ? {} : { [row.currency]: answeredAtto(row.amount) },
    unpricedCalls: BigInt(row.unpriced_calls),
    offListCalls: BigInt(row.off_list_calls),
  };
}

function plus(one: LedgerDay, other: LedgerDay): LedgerDay {
  return {
    ...{ day: one.day, model: one.model },
    calls: one.calls + other.calls,
    inputTokens: one.inputTokens + other.inputTokens,
    cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens,
    cacheWrite5mTokens: one.cacheWrite5mTokens + other.cacheWrite5mTokens,
    cacheWrite1hTokens: one.cacheWrite1hTokens + other.cacheWrite1hTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    // Each currency of a day and model is one row.
    money: { ...one.money, ...other.money },
    unpricedCalls: one.unpricedCalls + other.unpricedCalls,
    offListCalls: one.offListCalls + other.offListCalls,
  };
}
