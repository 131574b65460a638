import type { CatalogueView, PriceRow } from '@suanpan/catalogue';
import { LEAVES, type Leaf, quantityOfLeaf, TOKEN_GROUPS, type UsageEvent } from '@suanpan/facts';
import { priceLeaves, type UnpricedReason } from '@suanpan/price-usage';
import { formatInstant } from '@suanpan/time';

/** A call that was not made: what prices depend on. */
export interface CallTerms {
  readonly root: string;
  /** Empty for nobody's: everybody's prices alone. */
  readonly account: string;
  readonly provider: string;
  readonly model: string;
  readonly time: number;
  readonly inputTokens: number;
  readonly serviceTier?: string;
  readonly region?: string;
}

export interface FoundPrices {
  readonly prices: readonly { readonly leaf: Leaf; readonly row: PriceRow; readonly because: readonly string[] }[];
  readonly missing: readonly { readonly leaf: Leaf; readonly reason: UnpricedReason; readonly detail: string }[];
}

/**
 * By which row each leaf of a call would be billed. Each is asked for with a call of its own whose whole input is of that
 * leaf, so that a leaf without a price hides none of the others. Requests that the list does not price are neither priced
 * nor missing, because nobody is billed for them.
 */
export function lookUpPriceRows(terms: CallTerms, view: CatalogueView): FoundPrices {
  const prices: FoundPrices['prices'][number][] = [];
  const missing: FoundPrices['missing'][number][] = [];
  for (const leaf of LEAVES) {
    const found = priceLeaves(callOf(terms, leaf), view, (each) => each === leaf);
    if (!found.priced) missing.push({ leaf, reason: found.reason, detail: found.detail });
    else
      for (const { row } of found.leaves)
        prices.push({ leaf, row, because: [...found.notes, ...reasonsOf(row, leaf)] });
  }
  return { prices, missing };
}

/** A call by which prices are looked up. */
export function callOf(terms: CallTerms, leaf: Leaf): UsageEvent {
  const { root, account, provider, model, time, serviceTier, region } = terms;
  // A call of no input has none of a leaf; one token is above the same tiers as none.
  const inputTokens = Math.max(terms.inputTokens, 1);
  return {
    time: formatInstant(time),
    ...{ account, credential: '', id: leaf, source: '/look-up', root, project: '', provider },
    ...{ requestedModel: model, operation: 'chat', inputTokens, outputTokens: 1, usageQuality: 'reported' },
    ...(serviceTier === undefined ? {} : { serviceTier }),
    ...(region === undefined ? {} : { region }),
    ...usageOf(leaf, inputTokens),
  };
}

/** Usage of one leaf alone: of all its total, or one of a unit. An overlap is all of both quantities it is in. */
function usageOf(leaf: Leaf, inputTokens: number): Partial<UsageEvent> {
  const quantity = quantityOfLeaf(leaf);
  if (quantity === undefined || (quantity.kind === 'tokens' && quantity.within.length === 0)) return {};
  const ofInput =
    TOKEN_GROUPS.find(({ total }) => total.field === 'inputTokens')?.leaves.some((each) => each === leaf) === true;
  const value = quantity.kind === 'decimal' ? '1' : ofInput ? inputTokens : 1;
  const parents: readonly string[] = quantity.within.length > 1 ? quantity.within : [];
  return Object.fromEntries([...parents, quantity.field].map((field) => [field, value]));
}

/** What made the row the one, in the order in which lists and rows are ranked. */
function reasonsOf(row: PriceRow, leaf: Leaf): string[] {
  const { root, account, book, matcher, serviceTier, region, daily, weekdays, aboveInputTokens } = row;
  const owner = account === undefined ? `root ${root}` : `account ${account}`;
  const window = daily === null ? '' : `from second ${daily.fromSecond} to ${daily.toSecond} of the UTC day`;
  return [
    root === null ? `the list of everybody in the book ${book}` : `the own list of ${owner}, the nearest that has one`,
    `its names are ${JSON.stringify(matcher)}`,
    ...(row.leaf === leaf ? [] : [`the list has no price of ${leaf}, which is billed as ${row.leaf} then`]),
    ...(serviceTier === null ? [] : [`for the service tier ${serviceTier}`]),
    ...(region === null ? [] : [`for the region ${region}`]),
    ...(daily === null
      ? []
      : [weekdays === undefined ? window : `${window}, begun on weekdays ${weekdays.join(', ')}`]),
    ...(aboveInputTokens === 0 ? [] : [`above ${aboveInputTokens} input tokens`]),
    spanText(row),
  ];
}

function spanText({ effectiveFrom, effectiveTo }: PriceRow): string {
  const from = effectiveFrom === null ? 'from ever' : `from ${formatInstant(effectiveFrom)}`;
  return effectiveTo === null ? `in force ${from}` : `in force ${from} to ${formatInstant(effectiveTo)}`;
}
