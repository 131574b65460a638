import { decimalFromAtto, minorUnitsText, storedSum } from '@suanpan/money';
import { compareText } from './line-order.ts';
import type { ExactLine } from './round-line.ts';
import type { Subtotal } from './statement.ts';

interface Sum {
  readonly currency: string;
  readonly amount: bigint;
  readonly adjustments: bigint;
  readonly exactAmount: bigint;
}

/** What lines come to per currency, in the currencies' alphabetical order. `period` tells adjustments from the rest. */
export function subtotalsOf(lines: readonly ExactLine[], period: string): Subtotal[] {
  return subtotals(
    lines.map(({ line, amount, exactAmount }) => ({
      currency: line.currency,
      amount,
      adjustments: line.servicePeriod === period ? 0n : amount,
      exactAmount,
    })),
  );
}

/** Adds subtotals per currency. They may be larger than one amount of the ledger. */
export function addSubtotals(parts: readonly Subtotal[]): Subtotal[] {
  return subtotals(
    parts.map(({ currency, amount, adjustments, exactAmount }) => ({
      currency,
      amount: storedSum(amount),
      adjustments: storedSum(adjustments),
      exactAmount: storedSum(exactAmount),
    })),
  );
}

function subtotals(parts: readonly Sum[]): Subtotal[] {
  const sums = new Map<string, Sum>();
  for (const part of parts) {
    const sum = sums.get(part.currency);
    sums.set(part.currency, sum === undefined ? part : plus(sum, part));
  }
  return [...sums.values()]
    .sort((one, other) => compareText(one.currency, other.currency))
    .map(({ currency, amount, adjustments, exactAmount }) => ({
      currency,
      amount: minorUnitsText(amount, currency),
      adjustments: minorUnitsText(adjustments, currency),
      exactAmount: decimalFromAtto(exactAmount),
    }));
}

function plus(one: Sum, other: Sum): Sum {
  return {
    currency: one.currency,
    amount: one.amount + other.amount,
    adjustments: one.adjustments + other.adjustments,
    exactAmount: one.exactAmount + other.exactAmount,
  };
}
