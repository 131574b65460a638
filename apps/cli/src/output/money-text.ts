/** A sum of money as the API shows it. */
export interface Money {
  readonly currency: string;
  readonly amount: string;
}

/** A sum of money, with the trailing zeros of a ledger's column cut off. */
export function moneyText({ amount, currency }: Money): string {
  const plain = amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount;
  return `${plain} ${currency}`;
}
