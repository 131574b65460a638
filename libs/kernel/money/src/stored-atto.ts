import { Fault } from '@suanpan/fault';
import { attoFromDecimal } from './decimal.ts';

/**
 * Reads an amount that this system wrote itself, or checked before it took it in: a price row, an entry, a counter. Money
 * that cannot be read is never guessed to be nothing: `state_damaged`, which stops whoever would go on with it.
 */
export function storedAtto(text: string): bigint {
  const atto = attoFromDecimal(text);
  if (atto !== undefined) return atto;
  throw new Fault('state_damaged', 'An amount that is stored is not a decimal.', { internal: { amount: text } });
}
