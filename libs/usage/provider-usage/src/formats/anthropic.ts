import type { Mark } from '@suanpan/facts';
import { type ReadCounts, splitWrites } from '../converted-usage.ts';
import type { Json, UsageReader } from '../usage-reader.ts';

/** Above so many input tokens models have a higher price; the only context tier Anthropic documents. */
const CONTEXT_TIER = 200_000;

/**
 * Anthropic messages: `input_tokens` leaves cache reads and writes out, so that the total is their sum; thinking is within the output.
 * What compaction used is billed but not in the totals, and is added from `iterations`; passes of another model (advisors) are neither
 * in the totals nor priced here, so that their counts stay unread and are marked. Fetching pages is free.
 */
export function anthropicMessages(usage: UsageReader): ReadCounts {
  const type = usage.answer.type;
  usage.expect(type !== 'message_start', [], 'is the start of a stream; the last message_delta has the final usage');
  const cacheRead = (usage.count('cache_read_input_tokens') ?? 0) + compaction(usage, 'cache_read_input_tokens');
  const compacted = compaction(usage, 'cache_creation_input_tokens');
  const { marks, ...writes } = splitWrites(
    usage.count('cache_creation_input_tokens'),
    usage.count('cache_creation', 'ephemeral_5m_input_tokens') ?? 0,
    usage.count('cache_creation', 'ephemeral_1h_input_tokens') ?? 0,
  );
  const uncached = usage.required('input_tokens') + compaction(usage, 'input_tokens');
  const write5m = writes.cacheWrite5mTokens + compacted;
  const input = uncached + cacheRead + write5m + writes.cacheWrite1hTokens;
  nameMessages(usage);
  usage.included('server_tool_use', 'web_fetch_requests');
  return {
    inputTokens: input,
    outputTokens: usage.required('output_tokens') + compaction(usage, 'output_tokens'),
    cacheReadTokens: cacheRead,
    cacheWrite5mTokens: write5m,
    cacheWrite1hTokens: writes.cacheWrite1hTokens,
    reasoningTokens: usage.count('output_tokens_details', 'thinking_tokens'),
    webSearches: usage.count('server_tool_use', 'web_search_requests'),
    // Fast mode has its own price whatever the tier.
    serviceTier: usage.text('speed') === 'fast' ? 'fast' : usage.text('service_tier'),
    region: regionOf(usage.text('inference_geo')),
    marks: [...marks, ...tierMarks(usage, input)],
  };
}

function isCompaction({ type }: Json): boolean {
  return type === 'compaction';
}

function compaction(usage: UsageReader, name: string): number {
  return usage.sum('iterations', name, isCompaction) ?? 0;
}

/** The passes of the model itself are what the totals sum. */
function nameMessages(usage: UsageReader): void {
  const { model } = usage.answer;
  usage.entries('iterations')?.forEach((entry, index) => {
    const isOwn = entry.type === 'message' && (entry.model === undefined || entry.model === model);
    if (isOwn) usage.included('iterations', String(index));
    else if (isCompaction(entry)) usage.included('iterations', String(index), 'cache_creation');
  });
}

/** A call that is above the tier only because several passes are summed is priced higher than its passes would be. */
function tierMarks(usage: UsageReader, input: number): readonly Mark[] {
  const entries = usage.entries('iterations')?.filter(isCompaction) ?? [];
  if (entries.length === 0 || input <= CONTEXT_TIER) return [];
  const sizes = entries.map((entry) => sizeOf(entry));
  const rest = input - sizes.reduce((sum, size) => sum + size, 0);
  return Math.max(rest, ...sizes) > CONTEXT_TIER ? [] : ['context_summed'];
}

function sizeOf(entry: Json): number {
  const names = ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'];
  return names.reduce((sum, name) => sum + (typeof entry[name] === 'number' ? (entry[name] as number) : 0), 0);
}

/** Where the model ran has a price of its own where it is a place; `global` and `not_available` are none. */
function regionOf(geo: string | undefined): string | undefined {
  return geo === undefined || geo === 'global' || geo === 'not_available' ? undefined : geo;
}
