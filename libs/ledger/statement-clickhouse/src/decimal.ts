import { Fault } from '@suanpan/fault';

const DECIMAL = /^(-?)(\d+)(?:\.(\d{1,18}))?$/;
const FRACTION_DIGITS = 18;

/**
 * A decimal of the engine in atto units. Unlike `attoFromDecimal` it has no largest number: a sum of quantities may be larger
 * than one amount. Anything else is `ledger_disagrees`.
 */
export function attoOf(text: string): bigint {
  const [, sign, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) throw new Fault('ledger_disagrees', 'The ledger answered with a sum that is no decimal.');
  const digits = BigInt(whole + fraction.padEnd(FRACTION_DIGITS, '0'));
  return sign === '-' ? -digits : digits;
}
