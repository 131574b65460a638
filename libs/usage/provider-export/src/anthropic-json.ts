import { Fault } from '@suanpan/fault';
import { minorDigits } from '@suanpan/money';
import { parseInstant } from '@suanpan/time';
import type { JsonPlace } from './exact-json.ts';
import { currencyOf, type PageLines } from './export-lines.ts';
import type { ExportedCost, ExportedUsage } from './provider-export.ts';

/** Reads one page of Anthropic's `/v1/organizations/usage_report/messages` or `/v1/organizations/cost_report`. */
export function readAnthropicPage(page: JsonPlace): PageLines {
  const usage: ExportedUsage[] = [];
  const costs: ExportedCost[] = [];
  const starts: number[] = [];
  for (const bucket of page.at('data').list()) {
    const from = instantOf(bucket.at('starting_at'));
    const to = instantOf(bucket.at('ending_at'));
    starts.push(from);
    for (const result of bucket.at('results').list()) {
      if (result.at('amount').isMissing) usage.push(usageOf(result, from, to));
      else costs.push(costOf(result, from, to));
    }
  }
  return { usage, costs, starts };
}

/** Its input counts exclude each other; ours is their sum. */
function usageOf(result: JsonPlace, from: number, to: number): ExportedUsage {
  const uncached = result.at('uncached_input_tokens').count();
  const cacheReadTokens = result.at('cache_read_input_tokens').countOrZero();
  const writes = result.at('cache_creation');
  const cacheWrite5mTokens = writes.at('ephemeral_5m_input_tokens').countOrZero();
  const cacheWrite1hTokens = writes.at('ephemeral_1h_input_tokens').countOrZero();
  return {
    from,
    to,
    ...howOf(result),
    requests: null,
    inputTokens: uncached + cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens,
    cacheReadTokens,
    cacheWrite5mTokens,
    cacheWrite1hTokens,
    outputTokens: result.at('output_tokens').count(),
  };
}

/** `amount` is decimal text in the lowest unit of the currency: `123.45` USD is 1.2345 dollars. */
function costOf(result: JsonPlace, from: number, to: number): ExportedCost {
  const currency = currencyOf(result.at('currency').text(), result.path);
  const { atto, isQuantised } = result.at('amount').amount(minorDigits(currency));
  const item = result.at('token_type').textOrNull() ?? result.at('cost_type').textOrNull();
  return {
    from,
    to,
    ...howOf(result),
    item: item ?? result.at('description').textOrNull(),
    currency,
    amount: atto,
    uncertainty: isQuantised ? 1n : 0n,
  };
}

function howOf(result: JsonPlace): Pick<ExportedUsage, 'model' | 'serviceTier' | 'batch'> {
  const serviceTier = result.at('service_tier').textOrNull();
  return {
    model: result.at('model').textOrNull(),
    serviceTier,
    batch: serviceTier === null ? null : serviceTier === 'batch',
  };
}

function instantOf(place: JsonPlace): number {
  const instant = parseInstant(place.text());
  if (instant !== undefined) return instant;
  throw new Fault('export_malformed', `${place.path} is not a time.`);
}
