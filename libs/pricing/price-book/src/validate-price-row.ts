import { type PriceRow, priceRowFlaw } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';

/** The fault of a price row that must not be written, or `undefined` for a sound one. Names the first flaw. */
export function validatePriceRow(row: PriceRow): Fault | undefined {
  const flaw = priceRowFlaw(row);
  return flaw === undefined ? undefined : new Fault('price_invalid', flaw);
}
