import type { ModelMatcher, PriceRow } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { GENAI_PRICES_BOOK } from '../books.ts';
import { type CorrectedModel, correctedModels } from '../corrections/correct-feed.ts';
import { type FeedImport, feedImport, type SkippedPrice } from '../feed-import.ts';
import { priceRowId } from '../price-row-id.ts';
import type { FeedMatch, FeedProvider } from './feed-shape.ts';
import { type ModelPrice, readModel } from './read-model.ts';

/**
 * The price rows of genai-prices' provider data, with the shipped corrections in place. All of its prices are USD. Ids do not depend on
 * `version`, so that importing an unchanged price again gives the same row. Every price of the feed is a row or among the
 * skipped; `price_invalid` for a field, a unit or a condition that is not known.
 */
export function rowsFromGenaiPrices(data: readonly FeedProvider[], version: string): FeedImport {
  const rows = new Map<string, PriceRow>();
  const skipped: SkippedPrice[] = [];
  for (const provider of data) {
    const seen = new Set<string>();
    for (const corrected of correctedModels(provider)) {
      const { id } = corrected.model;
      const said = (unit: string, why: string) => skipped.push({ provider: provider.id, model: id, unit, why });
      if (seen.has(id)) {
        said('*', 'a model before it has the same name');
        continue;
      }
      seen.add(id);
      const read = readKnown(provider.id, corrected);
      for (const price of read.prices) {
        const row = rowOf(provider.id, corrected, price, version);
        rows.set(row.id, row);
      }
      for (const { unit, why } of read.skipped) said(unit, why);
    }
  }
  return feedImport([...rows.values()], skipped);
}

function readKnown(provider: string, { model }: CorrectedModel): ReturnType<typeof readModel> {
  try {
    return readModel(provider, model);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    throw new Fault(cause.code, `${provider}/${model.id}: ${cause.detail}`, { cause });
  }
}

function rowOf(provider: string, { model, by }: CorrectedModel, price: ModelPrice, version: string): PriceRow {
  const { leaf, tier, period, serviceTier } = price;
  const content = {
    book: GENAI_PRICES_BOOK,
    provider,
    model: model.id,
    matcher: matcherOf(model.match),
    leaf,
    unitPrice: tier.unitPrice,
    ...(tier.per === undefined ? {} : { per: tier.per }),
    currency: 'USD',
    effectiveFrom: period.effectiveFrom,
    effectiveTo: period.effectiveTo,
    daily: period.daily,
    aboveInputTokens: tier.aboveInputTokens,
    serviceTier,
    region: null,
    root: null,
    flag: tier.artefact ? ('float_artefact' as const) : null,
  };
  const said = by === undefined ? version : `${version}, corrected ${by.date} by ${by.source}`;
  return { id: priceRowId(content), ...content, source: { feed: GENAI_PRICES_BOOK, version: said } };
}

function matcherOf(match: FeedMatch): ModelMatcher {
  if ('or' in match) return { any: match.or.map(matcherOf) };
  if ('and' in match) return { all: match.and.map(matcherOf) };
  if ('starts_with' in match) return { startsWith: match.starts_with };
  if ('ends_with' in match) return { endsWith: match.ends_with };
  return match;
}
