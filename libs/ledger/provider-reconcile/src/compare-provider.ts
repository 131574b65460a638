import { MS_PER_DAY } from '@suanpan/time';
import { isZero, minus, plus } from './counts.ts';
import { type BothSides, type GatheredRow, gatherRows } from './gather-rows.ts';
import { likelyReason, type RowFacts } from './likely-reason.ts';
import type { ProviderRow } from './provider-row.ts';
import { providerRow } from './provider-row.ts';
import type { DifferenceReason } from './reasons.ts';

export interface ProviderComparisonInput extends BothSides {
  /** Whether the last page of the exports was handed in. */
  readonly isComplete: boolean;
  /** Epoch milliseconds: days that ended less than `settleMs` before may still change on either side. */
  readonly now: number;
  /** Default two days. */
  readonly settleMs?: number;
}

export interface ProviderComparison {
  readonly rows: readonly ProviderRow[];
  /** How many rows each reason explains. */
  readonly reasons: Readonly<Partial<Record<DifferenceReason, number>>>;
  /** Whether nothing differs by more than the export's own rounding. */
  readonly agrees: boolean;
}

const SETTLE_MS = 2 * MS_PER_DAY;

/**
 * Compares a provider's numbers with the ledger's per UTC day and model and names the likely reason of each difference. Hand in
 * an export of usage, of costs, or both; with both a difference of money can be told from one of usage. Pure.
 */
export function compareProvider(input: ProviderComparisonInput): ProviderComparison {
  const gathered = gatherRows(input);
  const byModel = new Map<string, GatheredRow[]>();
  for (const row of gathered) {
    const days = byModel.get(row.model);
    if (days === undefined) byModel.set(row.model, [row]);
    else days.push(row);
  }
  const rows = gathered.map((row) => {
    const facts = factsOf(row, byModel.get(row.model) ?? [row], input);
    return providerRow(row, facts, likelyReason(facts));
  });
  const reasons: Partial<Record<DifferenceReason, number>> = {};
  for (const { reason } of rows) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return { rows, reasons, agrees: rows.every(({ reason }) => reason === 'agrees' || reason === 'rounding') };
}

/** `days` are all rows of the same model. */
function factsOf(row: GatheredRow, days: readonly GatheredRow[], input: ProviderComparisonInput): RowFacts {
  const { provider, ledger, unpricedCalls, offListCalls, isDiscounted, isItem } = row;
  return {
    ...{ provider, ledger, unpricedCalls, offListCalls, isDiscounted, isItem },
    costs: row.costs === undefined ? undefined : [...row.costs.values()],
    otherCurrencies: isInOtherCurrencies(row),
    knownToProvider: days.some(({ isBilled }) => isBilled),
    knownToLedger: days.some((day) => (day.ledger.calls ?? 0n) > 0n),
    isShifted: row.isOffsetDay || isShifted(row, days),
    isRecent: input.now < row.day + MS_PER_DAY + (input.settleMs ?? SETTLE_MS),
    isComplete: input.isComplete,
  };
}

/** Each side has money, and never in the same currency. */
function isInOtherCurrencies({ costs }: GatheredRow): boolean {
  const sums = [...(costs?.values() ?? [])];
  const provider = sums.filter((sum) => sum.provider !== 0n);
  const ledger = sums.filter((sum) => sum.ledger !== 0n);
  return provider.length > 0 && ledger.length > 0 && !provider.some((sum) => sum.ledger !== 0n);
}

/** Whether the day's difference is taken back by the day before or after, or by all other days together. */
function isShifted(row: GatheredRow, days: readonly GatheredRow[]): boolean {
  const others = days.filter((day) => day !== row);
  const neighbours = others.filter(({ day }) => Math.abs(day - row.day) === MS_PER_DAY);
  return neighbours.some((one) => cancels([row, one])) || cancels([row, ...others]);
}

function cancels(rows: readonly GatheredRow[]): boolean {
  const differences = rows.flatMap(({ provider, ledger }) => (provider === undefined ? [] : [minus(provider, ledger)]));
  return differences.filter((one) => !isZero(one)).length > 1 && isZero(differences.reduce(plus));
}
