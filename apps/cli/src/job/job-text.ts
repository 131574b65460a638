import { isPriceAgain, priceAgainText } from '../price/price-again-text.ts';

/** The result of a job of any kind, for people. */
export function resultText(result: unknown): string[] {
  return isPriceAgain(result) ? priceAgainText(result) : [JSON.stringify(result, null, 2)];
}
