import type { Entry } from '@suanpan/facts';

/**
 * The arithmetic of entries for people, one line for each leaf and a sum where an entry has several:
 * `374 uncached_input × 0.000002 USD = 0.000748 USD (row price_…)`.
 */
export function explainEntries(entries: readonly Entry[]): string[] {
  return entries.flatMap(({ currency, amount, lines }) => {
    const arithmetic = lines.map(
      (line) =>
        `${line.quantity} ${line.leaf} × ${line.unitPrice} ${currency} = ${line.amount} ${currency} (row ${line.priceRow})`,
    );
    return lines.length > 1 ? [...arithmetic, `sum = ${amount} ${currency}`] : arithmetic;
  });
}
