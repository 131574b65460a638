import { Fault } from '@suanpan/fault';
import { isAnthropicCsv, readAnthropicCsv } from './anthropic-csv.ts';
import { readAnthropicPage } from './anthropic-json.ts';
import { JsonPlace } from './exact-json.ts';
import type { ExportLines, PageLines } from './export-lines.ts';
import { isOpenAiCsv, readOpenAiCsv } from './openai-csv.ts';
import { readOpenAiPage } from './openai-json.ts';
import type { ExportProvider, ProviderExport } from './provider-export.ts';
import { readCsv } from './read-csv.ts';

/**
 * Reads an export of a provider's usage or costs and finds out by itself whose it is: an answer of OpenAI's or Anthropic's
 * organisation API (one page, or a JSON list of all pages), or a CSV file of their consoles. What it cannot read whole is
 * `export_malformed`, with the place.
 */
export function parseProviderExport(text: string): ProviderExport {
  return /^[\s\uFEFF]*[[{]/.test(text) ? parseJson(text.replace(/^\uFEFF/, '')) : parseCsv(text);
}

function parseCsv(text: string): ProviderExport {
  const document = readCsv(text);
  if (isOpenAiCsv(document)) return exportOf('openai', 'csv', true, readOpenAiCsv(document));
  if (isAnthropicCsv(document)) return exportOf('anthropic', 'csv', true, readAnthropicCsv(document));
  throw new Fault('export_malformed', 'The export is neither JSON nor CSV of a form that is known.');
}

function parseJson(text: string): ProviderExport {
  const document = JsonPlace.parse(text);
  const pages = document.isList ? document.list() : [document];
  const provider = providerOf(pages);
  const read = provider === 'openai' ? readOpenAiPage : readAnthropicPage;
  const lines = pages.map(read);
  refuseRepeatedPages(lines);
  const isComplete = pages.at(-1)?.at('has_more').flagOrNull() !== true;
  return exportOf(provider, 'json', isComplete, {
    usage: lines.flatMap(({ usage }) => usage),
    costs: lines.flatMap(({ costs }) => costs),
  });
}

/** OpenAI's buckets have a `start_time`, Anthropic's a `starting_at`. */
function providerOf(pages: readonly JsonPlace[]): ExportProvider {
  for (const page of pages) {
    for (const bucket of page.at('data').list()) {
      if (!bucket.at('start_time').isMissing) return 'openai';
      if (!bucket.at('starting_at').isMissing) return 'anthropic';
    }
  }
  throw new Fault('export_malformed', 'The export holds no bucket of a form that is known.');
}

/** A bucket is never cut by the end of a page: one that comes twice would be counted twice. */
function refuseRepeatedPages(pages: readonly PageLines[]): void {
  const seen = new Set<number>();
  for (const { starts } of pages) {
    for (const start of starts) {
      if (seen.has(start)) throw new Fault('export_malformed', 'The same bucket stands in the export twice.');
      seen.add(start);
    }
  }
}

function exportOf(
  provider: ExportProvider,
  format: ProviderExport['format'],
  isComplete: boolean,
  { usage, costs }: ExportLines,
): ProviderExport {
  if (usage.length > 0 && costs.length > 0) {
    throw new Fault('export_malformed', 'The export mixes usage and costs; hand them in one by one.');
  }
  if (usage.length === 0 && costs.length === 0) {
    throw new Fault('export_malformed', 'The export holds no result, so that there is nothing to compare.');
  }
  const backwards = [...usage, ...costs].some(({ from, to }) => from >= to);
  if (backwards) throw new Fault('export_malformed', 'A bucket of the export ends before it begins.');
  return { provider, kind: costs.length > 0 ? 'cost' : 'usage', format, isComplete, usage, costs };
}
