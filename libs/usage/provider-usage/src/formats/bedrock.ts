import { type ReadCounts, splitWrites } from '../converted-usage.ts';
import type { UsageReader } from '../usage-reader.ts';

/** Bedrock Converse: `inputTokens` leaves cache reads and writes out; `cacheDetails` tells writes by their life. */
export function awsBedrock(usage: UsageReader): ReadCounts {
  const cacheRead = usage.count('cacheReadInputTokens') ?? usage.count('cacheReadInputTokenCount') ?? 0;
  const writes = splitWrites(
    usage.count('cacheWriteInputTokens') ?? usage.count('cacheWriteInputTokenCount'),
    usage.sum('cacheDetails', 'inputTokens', ({ ttl }) => ttl !== '1h') ?? 0,
    usage.sum('cacheDetails', 'inputTokens', ({ ttl }) => ttl === '1h') ?? 0,
  );
  return {
    ...writes,
    input: usage.required('inputTokens') + cacheRead + writes.cacheWrite5m + writes.cacheWrite1h,
    output: usage.required('outputTokens'),
    cacheRead,
  };
}
