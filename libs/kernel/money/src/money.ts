/** An ISO 4217 code (or the same shape for a private unit): three capital letters. */
export type Currency = string;

/** An exact amount: an integer of atto units (10^-18) and its currency. Amounts of two currencies are never added. */
export interface Money {
  readonly currency: Currency;
  readonly atto: bigint;
}

const CURRENCY = /^[A-Z]{3}$/;

/** Tells whether a text is a currency code. */
export function isCurrency(text: string): boolean {
  return CURRENCY.test(text);
}

/** Sums amounts per currency; the order of first appearance is kept. */
export function sumByCurrency(amounts: Iterable<Money>): Map<Currency, bigint> {
  const sums = new Map<Currency, bigint>();
  for (const { currency, atto } of amounts) sums.set(currency, (sums.get(currency) ?? 0n) + atto);
  return sums;
}
