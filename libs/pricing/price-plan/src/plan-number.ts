import { attoFromDecimal, type Exact, exactOfAtto } from '@suanpan/money';

/** A number of a plan, a mark-up or a rate: decimal text of at most eighteen fraction digits; `undefined` for anything else. */
export function numberOf(text: unknown): Exact | undefined {
  const atto = typeof text === 'string' ? attoFromDecimal(text) : undefined;
  return atto === undefined ? undefined : exactOfAtto(atto);
}
