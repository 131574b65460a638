import type { ModelMatcher, PriceRow } from '@suanpan/catalogue';
import type { Leaf } from '@suanpan/facts';
import { Fault, isFault } from '@suanpan/fault';
import { parseInstant } from '@suanpan/time';
import { isPublicFeed } from '../books.ts';
import { isJsonObject, parseExactJson } from '../exact-json.ts';
import { type FeedImport, feedImport } from '../feed-import.ts';
import { ambiguityFault, findAmbiguities } from '../find-ambiguities.ts';
import { type OwnPriceTerms, ownPriceRow } from '../own-price-row.ts';
import { zonedWindowRows } from '../zoned-window.ts';
import { readCsv } from './read-csv.ts';

/** The columns of a price table. Provider, model, leaf, unitPrice and currency must be there. */
const COLUMNS = [
  'provider',
  'model',
  'match',
  'pattern',
  'leaf',
  'unitPrice',
  'per',
  'currency',
  'effectiveFrom',
  'effectiveTo',
  'aboveInputTokens',
  'serviceTier',
  'region',
  'root',
  'account',
  'zone',
  'fromTime',
  'toTime',
  'weekdays',
] as const;
type Line = Readonly<Partial<Record<(typeof COLUMNS)[number], string>>>;

const MATCHES = ['equals', 'startsWith', 'endsWith', 'contains', 'regex'];
const TOLD_MAX = 10;

/** How a table is to be read. */
export interface PriceTableTerms {
  readonly format: 'csv' | 'json';
  /** The book its rows are filed in: what people wrote, so not a public feed's. */
  readonly book: string;
  /** Which edition of the table it is, for the rows' source. */
  readonly version: string;
  /** How far ahead the rules of time zones are relied on, where a line has a window in a zone whose clocks change. */
  readonly horizon: number;
}

/**
 * The price rows of a table people keep, such as a vendor's list in CNY: one line for one leaf of one model, `unitPrice` for `per`
 * units in `currency`, and conditions. It is taken whole or not at all: `price_invalid` names every line that is wrong,
 * `price_ambiguous` two that contend.
 */
export function rowsFromPriceTable(text: string, terms: PriceTableTerms): FeedImport {
  if (isPublicFeed(terms.book)) throw new Fault('price_invalid', `The book ${terms.book} is a public feed's.`);
  const rows = new Map<string, PriceRow>();
  const flaws: string[] = [];
  for (const { name, line } of terms.format === 'csv' ? csvLines(text) : jsonLines(text)) {
    try {
      for (const row of rowsOf(line, terms)) rows.set(row.id, row);
    } catch (error) {
      if (!isFault(error)) throw error;
      flaws.push(`${name}: ${error.detail}`);
    }
  }
  if (flaws.length > 0) {
    const more = flaws.length > TOLD_MAX ? ` And ${flaws.length - TOLD_MAX} more.` : '';
    throw new Fault('price_invalid', `${flaws.slice(0, TOLD_MAX).join(' ')}${more}`);
  }
  const all = [...rows.values()];
  const tie = ambiguityFault(findAmbiguities(all));
  if (tie !== undefined) throw tie;
  return feedImport(all, []);
}

function csvLines(text: string): { readonly name: string; readonly line: Line }[] {
  return readCsv(text).map(({ line, fields }) => ({ name: `Line ${line}`, line: fields }));
}

function jsonLines(text: string): { readonly name: string; readonly line: Line }[] {
  const parsed = parseExactJson(text);
  if (!Array.isArray(parsed) || !parsed.every(isJsonObject))
    throw new Fault('price_invalid', 'The table is not a list of objects.');
  return parsed.map((entry, i) => {
    const fields = Object.entries(entry).filter(([, value]) => value !== null);
    return { name: `Entry ${i + 1}`, line: Object.fromEntries(fields.map(([key, value]) => [key, String(value)])) };
  });
}

function rowsOf(line: Line, { book, version, horizon }: PriceTableTerms): PriceRow[] {
  for (const name of Object.keys(line)) {
    if (!(COLUMNS as readonly string[]).includes(name)) throw invalid(`There is no column ${name}.`);
  }
  const model = needed(line, 'model');
  const { serviceTier, region, root, account } = line;
  const terms: OwnPriceTerms = {
    book,
    source: { feed: book, version },
    provider: needed(line, 'provider'),
    model,
    matcher: matcherOf(line, model),
    currency: needed(line, 'currency'),
    effectiveFrom: instantOf(line, 'effectiveFrom'),
    effectiveTo: instantOf(line, 'effectiveTo'),
    aboveInputTokens: wholeOf(line, 'aboveInputTokens', 0),
    serviceTier: named(serviceTier),
    region: named(region),
    root: named(root),
    ...(named(account) === null ? {} : { account: needed(line, 'account') }),
  };
  const leaf = needed(line, 'leaf') as Leaf;
  const price = { amount: needed(line, 'unitPrice'), per: wholeOf(line, 'per', 1) };
  const window = windowOf(line);
  if (window === undefined) return [ownPriceRow({ ...terms, leaf, price })];
  return zonedWindowRows({ ...terms, window, horizon, prices: { [leaf]: price } });
}

function windowOf(line: Line) {
  const { zone, fromTime, toTime, weekdays } = line;
  if ([zone, fromTime, toTime, weekdays].every((field) => named(field) === null)) return undefined;
  const window = { zone: needed(line, 'zone'), fromTime: needed(line, 'fromTime'), toTime: needed(line, 'toTime') };
  if (named(weekdays) === null) return window;
  if (!/^[0-6](?:\s+[0-6])*$/.test(weekdays ?? '')) throw invalid('weekdays are digits from 0 (Sunday) to 6, apart.');
  return { ...window, weekdays: (weekdays ?? '').split(/\s+/).map(Number) };
}

function matcherOf({ match, pattern }: Line, model: string): ModelMatcher {
  const form = named(match) ?? 'equals';
  if (!MATCHES.includes(form)) throw invalid(`match is one of ${MATCHES.join(', ')}.`);
  return { [form]: named(pattern) ?? model } as ModelMatcher;
}

function instantOf(line: Line, column: 'effectiveFrom' | 'effectiveTo'): number | null {
  const text = named(line[column]);
  if (text === null) return null;
  const instant = parseInstant(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (instant === undefined) throw invalid(`${column} is a day, then in UTC, or a time with its offset.`);
  return instant;
}

function wholeOf(line: Line, column: 'per' | 'aboveInputTokens', absent: number): number {
  const text = named(line[column]);
  if (text === null) return absent;
  if (!/^\d{1,15}$/.test(text)) throw invalid(`${column} is a whole number.`);
  return Number(text);
}

function needed(line: Line, column: (typeof COLUMNS)[number]): string {
  const text = named(line[column]);
  if (text === null) throw invalid(`${column} is missing.`);
  return text;
}

/** A field that says something. */
function named(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text.trim();
}

function invalid(detail: string): Fault {
  return new Fault('price_invalid', detail);
}
