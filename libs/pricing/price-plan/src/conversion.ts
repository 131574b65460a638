import type { CatalogueView, Plan } from '@suanpan/catalogue';
import type { Uncharged } from '@suanpan/charging';
import { fxRateAt } from '@suanpan/price-book';
import type { Factor } from './entry-draft.ts';
import { numberOf } from './plan-number.ts';
import { uncharged } from './scene.ts';

const NONE: readonly Factor[] = [];

/** The factor that converts list prices of a currency to the plan's at an instant: none, one, or uncharged without a rate. */
export function conversionOf(
  view: CatalogueView,
  { currency, fx }: Plan,
  listCurrency: string,
  instant: number,
): readonly Factor[] | Uncharged {
  if (listCurrency === currency) return NONE;
  if (fx === undefined) return uncharged('fx_missing', `${listCurrency} to ${currency}: the plan names no rate`);
  const { found, contenders } = fxRateAt(view, fx, listCurrency, currency, instant);
  if (contenders !== undefined) return uncharged('fx_missing', `rates ${contenders.join(' and ')} start alike`);
  const value = numberOf(found?.rate);
  if (value === undefined || value.digits <= 0n)
    return uncharged('fx_missing', `${listCurrency} to ${currency} by ${fx}`);
  return [{ name: `fx:${fx}`, value }];
}
