import { Fault } from '@suanpan/fault';
import type { JsonPlace } from './exact-json.ts';
import { currencyOf, type PageLines } from './export-lines.ts';
import { parseLineItem } from './line-item.ts';
import type { ExportedCost, ExportedUsage } from './provider-export.ts';

/** Results of the usage endpoints whose counts are tokens, by their `object`. */
const TOKEN_RESULTS = ['organization.usage.completions.result', 'organization.usage.embeddings.result'];
const COST_RESULT = 'organization.costs.result';
const MS_PER_SECOND = 1000;

/** Reads one page of OpenAI's `/v1/organization/usage/…` or `/v1/organization/costs`. */
export function readOpenAiPage(page: JsonPlace): PageLines {
  const usage: ExportedUsage[] = [];
  const costs: ExportedCost[] = [];
  const starts: number[] = [];
  for (const bucket of page.at('data').list()) {
    const from = secondsOf(bucket.at('start_time'));
    const to = secondsOf(bucket.at('end_time'));
    starts.push(from);
    for (const result of bucket.at('results').list()) {
      const kind = result.at('object').text();
      if (kind === COST_RESULT) costs.push(costOf(result, from, to));
      else if (TOKEN_RESULTS.includes(kind)) usage.push(usageOf(result, from, to));
      else throw new Fault('export_malformed', `${result.path} is no result that is counted in tokens.`);
    }
  }
  return { usage, costs, starts };
}

/** `input_tokens` includes what was read from and written to the cache. */
function usageOf(result: JsonPlace, from: number, to: number): ExportedUsage {
  return {
    from,
    to,
    model: result.at('model').textOrNull(),
    serviceTier: result.at('service_tier').textOrNull(),
    batch: result.at('batch').flagOrNull(),
    requests: result.at('num_model_requests').count(),
    inputTokens: result.at('input_tokens').count(),
    cacheReadTokens: result.at('input_cached_tokens').countOrZero(),
    cacheWrite5mTokens: result.at('input_cache_write_tokens').countOrZero(),
    cacheWrite1hTokens: 0n,
    outputTokens: result.at('output_tokens').countOrZero(),
  };
}

function costOf(result: JsonPlace, from: number, to: number): ExportedCost {
  const amount = result.at('amount');
  const { atto, isQuantised } = amount.at('value').amount();
  const item = result.at('line_item').textOrNull();
  return {
    from,
    to,
    ...parseLineItem(item),
    item,
    currency: currencyOf(amount.at('currency').text(), amount.path),
    amount: atto,
    uncertainty: isQuantised ? 1n : 0n,
  };
}

function secondsOf(place: JsonPlace): number {
  const seconds = Number(place.count());
  if (Number.isSafeInteger(seconds * MS_PER_SECOND)) return seconds * MS_PER_SECOND;
  throw new Fault('export_malformed', `${place.path} is not a time.`);
}
