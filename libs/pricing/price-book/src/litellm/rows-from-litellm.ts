import type { PriceRow } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { LITELLM_BOOK } from '../books.ts';
import { isJsonObject, parseExactJson } from '../exact-json.ts';
import { type FeedImport, feedImport, type SkippedPrice } from '../feed-import.ts';
import { priceRowId } from '../price-row-id.ts';
import { validatePriceRow } from '../validate-price-row.ts';
import { type EntryName, entryName } from './entry-name.ts';
import { type EntryPrices, entryPrices } from './entry-prices.ts';
import type { EntryPrice } from './price-keys.ts';

/** The entry that only explains the format. */
const SAMPLE = 'sample_spec';

/** Whose context tiers begin at their size, where everybody else's begin above it. */
const INCLUSIVE_TIERS = ['x-ai'];

/**
 * The price rows of LiteLLM's `model_prices_and_context_window.json` (MIT), from its text, so that no digit passes through a
 * float. All of its prices are USD, and none has a date. Of entries that come to the same provider and name, the first
 * counts, and the others are named. What a provider's services cost is filed under each service's own name. Ids do not depend on
 * `version`. `price_invalid` for a text that is not such a map, and for a key that is not known.
 */
export function rowsFromLitellm(text: string, version: string): FeedImport {
  const map = parseExactJson(text);
  if (!isJsonObject(map)) throw new Fault('price_invalid', 'The price map is not an object of models.');
  const rows = new Map<string, PriceRow>();
  const seen = new Map<string, string>();
  const skipped: SkippedPrice[] = [];
  for (const [key, entry] of Object.entries(map)) {
    if (key === SAMPLE || !isJsonObject(entry)) continue;
    const provider = String(entry.litellm_provider ?? '');
    const name = entryName(key, provider);
    if (typeof name === 'string') {
      skipped.push({ provider, model: key, unit: '*', why: name });
      continue;
    }
    const read = readKnown(key, entry);
    const ofEntry = read.prices.map((price) => rowOf(name, price, version));
    const place = JSON.stringify(name).toLowerCase();
    const content = JSON.stringify(ofEntry.map(({ id }) => id).sort());
    const flaw = ofEntry.map(validatePriceRow).find((fault) => fault !== undefined)?.detail;
    const said = (unit: string, why: string) => skipped.push({ provider: name.provider, model: key, unit, why });
    if (seen.has(place)) {
      if (seen.get(place) !== content) said('*', 'an entry before it comes to the same name and has other prices');
    } else if (flaw !== undefined) said('*', flaw);
    else {
      for (const row of ofEntry) rows.set(row.id, row);
      for (const { unit, why } of read.skipped) said(unit, why);
      if (ofEntry.length > 0) seen.set(place, content);
    }
  }
  return feedImport([...rows.values()], skipped);
}

function readKnown(key: string, entry: Readonly<Record<string, unknown>>): EntryPrices {
  try {
    return entryPrices(key, entry);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    throw new Fault(cause.code, `${key}: ${cause.detail}`, { cause });
  }
}

function rowOf({ provider, model, region }: EntryName, price: EntryPrice, version: string): PriceRow {
  const { leaf, serviceTier, unitPrice, artefact } = price;
  const inclusive = INCLUSIVE_TIERS.includes(provider) && price.aboveInputTokens > 0;
  const content = {
    book: LITELLM_BOOK,
    provider,
    model,
    matcher: { equals: model },
    leaf,
    unitPrice,
    currency: 'USD',
    effectiveFrom: null,
    effectiveTo: null,
    daily: null,
    aboveInputTokens: inclusive ? price.aboveInputTokens - 1 : price.aboveInputTokens,
    serviceTier,
    region: price.region ?? region,
    root: null,
    flag: artefact ? ('float_artefact' as const) : null,
  };
  return { id: priceRowId(content), ...content, source: { feed: LITELLM_BOOK, version } };
}
