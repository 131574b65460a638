import type { CatalogueView, PriceRow } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { ownPriceList, priceRowId, zonedWindowRows } from '@suanpan/price-book';
import type { z } from 'zod';
import { existing } from '../frame/existing.ts';
import { endOf } from './ending.ts';
import type { NewPrices } from './price-shapes.ts';

/** The rows of own prices; `price_invalid` for what is no price, `entity_invalid` for an account of another root. */
export function rowsOf(terms: z.output<typeof NewPrices>, view: CatalogueView): PriceRow[] {
  const { reason: _, window, root, account, ...rest } = terms;
  if (account !== undefined) {
    const owner = existing(view.account(account), 'account', account);
    if (owner.root !== root) throw new Fault('entity_invalid', `account ${account} belongs to another root.`);
  }
  const owned = { ...rest, root, ...(account === undefined ? {} : { account }) };
  if (window === undefined) return ownPriceList(owned);
  const { horizon, ...zoned } = window;
  return zonedWindowRows({ ...owned, window: zoned, horizon });
}

/** A row ended at an instant, as another row; none where it would never hold or is taken out. */
export function rowUntil(row: PriceRow, at: number | null): PriceRow | undefined {
  const ended = endOf(row, at);
  if (ended === undefined) return undefined;
  const { id: _, ...content } = ended;
  return { id: priceRowId(content), ...content };
}
