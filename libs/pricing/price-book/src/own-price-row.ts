import type { ModelMatcher, PriceRow } from '@suanpan/catalogue';
import type { Leaf } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { attoFromDecimal, decimalFromAtto } from '@suanpan/money';
import { OWN_BOOK } from './books.ts';
import { priceRowId } from './price-row-id.ts';
import { canonicalProvider } from './providers.ts';
import { serviceTierOf } from './service-tier.ts';
import { validatePriceRow } from './validate-price-row.ts';

/** What holds for every leaf of an own price. Everything left out means: always, everywhere, for everybody. */
export interface OwnPriceTerms {
  readonly provider: string;
  readonly model: string;
  /** Which model names it is for; the model's own name if left out. */
  readonly matcher?: ModelMatcher;
  readonly currency: string;
  /** Epoch milliseconds. */
  readonly effectiveFrom?: number | null;
  readonly effectiveTo?: number | null;
  readonly daily?: { readonly fromSecond: number; readonly toSecond: number } | null;
  /** UTC weekdays on which the daily window begins, 0 is Sunday; every day if left out. */
  readonly weekdays?: readonly number[];
  readonly aboveInputTokens?: number;
  readonly serviceTier?: string | null;
  readonly region?: string | null;
  /** The root whose own price it is; null or left out for everybody. */
  readonly root?: string | null;
  /** The account of the root whose own price it is, with everything below it; the whole root if left out. */
  readonly account?: string;
  /** The book it is filed in; people's own if left out. */
  readonly book?: string;
  /** Where the number came from: a contract, a page, a person. */
  readonly source?: { readonly feed: string; readonly version: string };
}

/** An amount for a number of units, e.g. `{ amount: '0.002', per: 1000 }`; `per` is 1 if left out. */
export interface QuotedPrice {
  /** Decimal text. */
  readonly amount: string;
  /** A whole number of units. */
  readonly per?: number;
}

/**
 * The price row of one leaf, from what a price list says. 0.002 for 1,000 tokens becomes 0.000002 for one, exactly;
 * a price for one unit that is no decimal of at most 18 digits, or any other flaw, is the fault `price_invalid`.
 */
export function ownPriceRow(terms: OwnPriceTerms & { readonly leaf: Leaf; readonly price: QuotedPrice }): PriceRow {
  const { leaf, price } = terms;
  const content = {
    book: terms.book ?? OWN_BOOK,
    provider: canonicalProvider(terms.provider),
    model: terms.model.trim(),
    matcher: terms.matcher ?? { equals: terms.model.trim() },
    leaf,
    unitPrice: unitPriceOf(price),
    currency: terms.currency,
    effectiveFrom: terms.effectiveFrom ?? null,
    effectiveTo: terms.effectiveTo ?? null,
    daily: terms.daily ?? null,
    ...(terms.weekdays === undefined ? {} : { weekdays: [...new Set(terms.weekdays)].sort() }),
    aboveInputTokens: terms.aboveInputTokens ?? 0,
    serviceTier: serviceTierOf(terms.serviceTier, { provider: terms.provider }),
    region: terms.region?.toLowerCase() ?? null,
    root: terms.root ?? null,
    // The root's own account is the whole root.
    ...(terms.account === undefined || terms.account === terms.root ? {} : { account: terms.account }),
    flag: null,
  } as const;
  const row: PriceRow = {
    id: priceRowId(content),
    ...content,
    source: terms.source ?? { feed: content.book, version: '1' },
  };
  const fault = validatePriceRow(row);
  if (fault !== undefined) throw fault;
  return row;
}

/**
 * The rows of a whole own price list for one model. A list is taken whole when it applies: a leaf it does not name is billed
 * as its parent in the same list, never from another list.
 */
export function ownPriceList(
  terms: OwnPriceTerms & { readonly prices: Readonly<Partial<Record<Leaf, QuotedPrice>>> },
): PriceRow[] {
  const { prices, ...rest } = terms;
  return Object.entries(prices).map(([leaf, price]) => ownPriceRow({ ...rest, leaf: leaf as Leaf, price }));
}

function unitPriceOf({ amount, per = 1 }: QuotedPrice): string {
  const atto = typeof amount === 'string' ? attoFromDecimal(amount) : undefined;
  if (atto === undefined) {
    throw new Fault('price_invalid', `"${String(amount)}" is not a decimal text with at most 18 fraction digits.`);
  }
  if (!Number.isSafeInteger(per) || per <= 0) {
    throw new Fault('price_invalid', `A price is for a whole number of units above 0, not for ${String(per)}.`);
  }
  if (atto % BigInt(per) !== 0n) {
    throw new Fault('price_invalid', `${amount} for ${per} units is no price for one with at most 18 fraction digits.`);
  }
  return decimalFromAtto(atto / BigInt(per));
}
