import { Fault } from '@suanpan/fault';
import { attoFromSum } from '@suanpan/money';

/** A decimal that the engine answered, in atto units. Anything else is `ledger_disagrees`. */
export function answeredAtto(text: string): bigint {
  const atto = attoFromSum(text);
  if (atto === undefined) throw new Fault('ledger_disagrees', 'The ledger answered with a sum that is no decimal.');
  return atto;
}
