import type { LogTotals, UncountedShard } from '@suanpan/ledger-sink';
import { attoFromDecimal, decimalFromAtto } from '@suanpan/money';
import type { LedgerTotals } from './ledger-totals.ts';

/** One shard of the reconcile table: what each stage counted, and what the next one lacks of it. */
export interface ReconcileRow {
  readonly shard: number;
  /** Usage events and directives in `usage.events`. */
  readonly sourceFacts: number;
  /** Outcomes in `usage.rated`. */
  readonly outcomes: number;
  /** Outcomes in the ledger. */
  readonly ledgerOutcomes: number;
  /** Rows the outcomes of the log make, and rows in the ledger. */
  readonly rows: number;
  readonly ledgerRows: number;
  readonly money: readonly ReconcileMoney[];
  readonly differences: ReconcileDifferences;
  /** Why the log of the shard could not be counted; its counts are 0 then and say nothing. */
  readonly fault?: string;
  /** Whether every difference is 0. */
  readonly agrees: boolean;
}

/** One currency, decimal text. */
export interface ReconcileMoney {
  readonly currency: string;
  readonly rated: string;
  readonly ledger: string;
  /** Rated minus ledger. */
  readonly difference: string;
}

/** All must be 0; a positive number is missing downstream, a negative one is too many there. */
export interface ReconcileDifferences {
  readonly sourceToOutcomes: number;
  readonly outcomesToLedger: number;
  readonly rows: number;
  /** Per currency, decimal text; `not a number` where a sum could not be read. */
  readonly money: Readonly<Record<string, string>>;
}

/** The reconcile table and whether nothing differs anywhere. */
export interface Reconciliation {
  readonly shards: readonly ReconcileRow[];
  readonly agrees: boolean;
}

const UNREADABLE = 'not a number';

/**
 * Compares what the log holds with what the ledger holds, per shard. Pure; a shard that only one side knows counts as
 * empty on the other, so that it cannot hide. A shard whose log cannot be trusted says so and hides no other.
 */
export function reconcile(
  log: readonly (LogTotals | UncountedShard)[],
  ledger: readonly LedgerTotals[],
): Reconciliation {
  const numbers = new Set([...log.map(({ shard }) => shard), ...ledger.map(({ shard }) => shard)]);
  const shards = [...numbers]
    .sort((a, b) => a - b)
    .map((shard) =>
      rowOf(
        shard,
        log.find((totals) => totals.shard === shard),
        ledger.find((totals) => totals.shard === shard),
      ),
    );
  return { shards, agrees: shards.every((row) => row.agrees) };
}

function rowOf(
  shard: number,
  counted: LogTotals | UncountedShard | undefined,
  ledger: LedgerTotals | undefined,
): ReconcileRow {
  const isUncounted = counted !== undefined && 'fault' in counted;
  const log = isUncounted ? undefined : counted;
  const { sourceFacts = 0, outcomes = 0, rows = 0 } = log ?? {};
  const { outcomes: ledgerOutcomes = 0, rows: ledgerRows = 0 } = ledger ?? {};
  const money = moneyOf(log?.money ?? {}, ledger?.money ?? {});
  const differences = {
    sourceToOutcomes: sourceFacts - outcomes,
    outcomesToLedger: outcomes - ledgerOutcomes,
    rows: rows - ledgerRows,
    money: Object.fromEntries(money.map(({ currency, difference }) => [currency, difference])),
  };
  const agrees =
    !isUncounted &&
    differences.sourceToOutcomes === 0 &&
    differences.outcomesToLedger === 0 &&
    differences.rows === 0 &&
    money.every(({ difference }) => difference === '0');
  return {
    shard,
    sourceFacts,
    outcomes,
    ledgerOutcomes,
    rows,
    ledgerRows,
    money,
    differences,
    agrees,
    ...(isUncounted ? { fault: counted.fault } : {}),
  };
}

function moneyOf(rated: Readonly<Record<string, string>>, ledger: Readonly<Record<string, string>>): ReconcileMoney[] {
  const currencies = [...new Set([...Object.keys(rated), ...Object.keys(ledger)])].sort();
  return currencies.map((currency) => {
    const [due, is] = [rated[currency] ?? '0', ledger[currency] ?? '0'];
    return { currency, rated: due, ledger: is, difference: minus(due, is) };
  });
}

function minus(due: string, is: string): string {
  const [dueAtto, isAtto] = [attoFromDecimal(due), attoFromDecimal(is)];
  if (dueAtto === undefined || isAtto === undefined) return UNREADABLE;
  return decimalFromAtto(dueAtto - isAtto);
}
