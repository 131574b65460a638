import type { PriceRow } from '@suanpan/catalogue';
import type { Uncharged } from '@suanpan/charging';
import type { Leaf } from '@suanpan/facts';
import { dividedBy, EXACT_ZERO, type Exact } from '@suanpan/money';
import { priceLeaves } from '@suanpan/price-usage';
import { conversionOf } from './conversion.ts';
import type { Factor } from './entry-draft.ts';
import { markupOf } from './markup.ts';
import { multipliersOf } from './multipliers.ts';
import { numberOf } from './plan-number.ts';
import type { PlanScene } from './plan-scene.ts';
import { uncharged } from './scene.ts';

/** What the list says of one leaf of a call. */
export interface ListPrice {
  readonly leaf: Leaf;
  readonly unitPrice: Exact;
  readonly currency: string;
  readonly priceRow: string;
}

export interface ListPrices {
  readonly prices: readonly ListPrice[];
  /** What was not plain about how they were found. */
  readonly notes: readonly string[];
}

/** List prices of the leaves that are wanted. The request is among them only where the list prices requests. */
export function listPricesOf(
  { event, view }: Pick<PlanScene, 'event' | 'view'>,
  wanted: (leaf: Leaf) => boolean,
): ListPrices | Uncharged {
  const found = priceLeaves(event, view, wanted);
  if (!found.priced) return uncharged(found.reason, found.detail);
  const prices = found.leaves.map(({ leaf, row }) => ({
    leaf,
    unitPrice: unitPriceOf(row),
    currency: row.currency,
    priceRow: row.id,
  }));
  return { prices, notes: found.notes };
}

// Rows are never changed, so that the price of one is read once.
const unitPrices = new WeakMap<PriceRow, Exact>();

/** The price of a row that is priced by: its text has been found to be a number before. */
export function unitPriceOf(row: PriceRow): Exact {
  let price = unitPrices.get(row);
  if (price === undefined) {
    const quoted = numberOf(row.unitPrice) ?? EXACT_ZERO;
    price = row.per === undefined ? quoted : dividedBy(quoted, BigInt(row.per));
    unitPrices.set(row, price);
  }
  return price;
}

/** The factors on a list price, in the order in which entries name them: mark-up, ratio, multipliers, conversion. */
export function listFactors(
  scene: PlanScene,
  { leaf, currency }: ListPrice,
  ratio: Exact | undefined,
): readonly Factor[] | Uncharged {
  const markup = markupOf(scene.event, scene);
  if ('charged' in markup) return markup;
  const multipliers = multipliersOf(scene, leaf);
  if ('charged' in multipliers) return multipliers;
  const conversion = conversionOf(scene.view, scene.ready.plan, currency, scene.instant);
  if ('charged' in conversion) return conversion;
  const share = ratio === undefined ? [] : [{ name: 'ratio', value: ratio }];
  return [...markup, ...share, ...multipliers, ...conversion];
}
