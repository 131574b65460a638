import { attoFromDecimal, type Exact, exactOf } from '@suanpan/money';

/** A number of a plan, a mark-up or a rate: decimal text of at most eighteen fraction digits; `undefined` for anything else. */
export function numberOf(text: unknown): Exact | undefined {
  return typeof text === 'string' && attoFromDecimal(text) !== undefined ? exactOf(text) : undefined;
}
