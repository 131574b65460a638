import { type ReadCounts, splitWrites } from '../converted-usage.ts';
import type { UsageReader } from '../usage-reader.ts';

/**
 * Anthropic messages: `input_tokens` leaves cache reads and writes out, so that the total is their sum; thinking is within the output.
 * What compaction used is billed but not in the totals, and is added from `iterations`.
 */
export function anthropicMessages(usage: UsageReader): ReadCounts {
  const cacheRead = (usage.count('cache_read_input_tokens') ?? 0) + compaction(usage, 'cache_read_input_tokens');
  const compacted = compaction(usage, 'cache_creation_input_tokens');
  const writes = splitWrites(
    usage.count('cache_creation_input_tokens'),
    usage.count('cache_creation', 'ephemeral_5m_input_tokens') ?? 0,
    usage.count('cache_creation', 'ephemeral_1h_input_tokens') ?? 0,
  );
  const uncached = usage.required('input_tokens') + compaction(usage, 'input_tokens');
  return {
    ...writes,
    cacheWrite5m: writes.cacheWrite5m + compacted,
    input: uncached + cacheRead + writes.cacheWrite5m + writes.cacheWrite1h + compacted,
    output: usage.required('output_tokens') + compaction(usage, 'output_tokens'),
    cacheRead,
    reasoning: usage.count('output_tokens_details', 'thinking_tokens'),
    // Fast mode has its own price whatever the tier.
    serviceTier: usage.text('speed') === 'fast' ? 'fast' : usage.text('service_tier'),
  };
}

function compaction(usage: UsageReader, name: string): number {
  return usage.sum('iterations', name, ({ type }) => type === 'compaction') ?? 0;
}
