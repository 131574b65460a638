import { Fault } from '@suanpan/fault';
import { attoFromDecimal, attoFromSum } from './decimal.ts';

/**
 * Reads an amount that this system wrote itself, or checked before it took it in: a price row, an entry, a counter. Money
 * that cannot be read is never guessed to be nothing: `state_damaged`, which stops whoever would go on with it.
 */
export function storedAtto(text: string): bigint {
  return attoFromDecimal(text) ?? damaged(text);
}

/** Reads a sum that this system wrote itself, however large; `state_damaged` like {@link storedAtto}. */
export function storedSum(text: string): bigint {
  return attoFromSum(text) ?? damaged(text);
}

function damaged(text: string): never {
  throw new Fault('state_damaged', 'An amount that is stored is not a decimal.', { internal: { amount: text } });
}
