import { decimalFromAtto, minorUnitsText, roundToMinorUnits } from '@suanpan/money';
import type { RoundingRule, StatementLine } from './statement.ts';
import { lineId } from './statement-ids.ts';
import type { StatementRow } from './statement-row.ts';

/** The one rule there is; every statement names it. */
export const ROUNDING: RoundingRule = { rule: 'half_even', per: 'line' };

/** A line with its two amounts as numbers, so that totals never read them back from text. */
export interface ExactLine {
  readonly line: StatementLine;
  /** Rounded, in atto. */
  readonly amount: bigint;
  readonly exactAmount: bigint;
}

/** Makes a line of rows that were added up: the one place where an amount that is owed loses digits. */
export function roundLine(root: string, postingPeriod: string, row: StatementRow): ExactLine {
  const { quantity, amount: exactAmount, ...keys } = row;
  const amount = roundToMinorUnits(exactAmount, row.currency);
  const line = {
    id: lineId(root, postingPeriod, keys),
    ...keys,
    quantity: decimalFromAtto(quantity),
    exactAmount: decimalFromAtto(exactAmount),
    amount: minorUnitsText(amount, row.currency),
  };
  return { line, amount, exactAmount };
}
