import { type ReadCounts, splitWrites, totalMarks } from '../converted-usage.ts';
import type { UsageReader } from '../usage-reader.ts';

/**
 * Bedrock Converse: `inputTokens` leaves cache reads and writes out; `cacheDetails` tells writes by their life. The total of
 * some models holds the cache, that of others does not.
 */
export function awsBedrock(usage: UsageReader): ReadCounts {
  const uncached = usage.required('inputTokens');
  const output = usage.required('outputTokens');
  const cacheRead = usage.either(['cacheReadInputTokens'], ['cacheReadInputTokenCount']) ?? 0;
  const { marks, ...writes } = splitWrites(
    usage.either(['cacheWriteInputTokens'], ['cacheWriteInputTokenCount']),
    usage.sum('cacheDetails', 'inputTokens', ({ ttl }) => ttl !== '1h') ?? 0,
    usage.sum('cacheDetails', 'inputTokens', ({ ttl }) => ttl === '1h') ?? 0,
  );
  const input = uncached + cacheRead + writes.cacheWrite5mTokens + writes.cacheWrite1hTokens;
  return {
    ...writes,
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: cacheRead,
    marks: [...marks, ...totalMarks(usage.count('totalTokens'), input + output, uncached + output)],
  };
}

/**
 * Bedrock InvokeModel: the metrics that the last chunk of a stream carries, the token counts of Titan and Llama, or of the
 * headers. Cache reads and writes come on top as in Converse.
 */
export function awsBedrockInvoke(usage: UsageReader): ReadCounts {
  const uncached = usage.either(['inputTokenCount'], ['inputTextTokenCount'], ['prompt_token_count']);
  const results = usage.sum('results', 'tokenCount', () => true);
  const output =
    usage.either(['outputTokenCount'], ['generation_token_count'], ['totalOutputTextTokenCount']) ?? results;
  usage.expect(uncached !== undefined, ['inputTokenCount'], 'is missing');
  // Embeddings of Titan have an input alone.
  const isKnown = output !== undefined || usage.answer.inputTextTokenCount !== undefined;
  usage.expect(isKnown, ['outputTokenCount'], 'is missing');
  const cacheRead = usage.count('cacheReadInputTokenCount') ?? 0;
  const cacheWrite = usage.count('cacheWriteInputTokenCount') ?? 0;
  return {
    inputTokens: (uncached ?? 0) + cacheRead + cacheWrite,
    outputTokens: output ?? 0,
    cacheReadTokens: cacheRead,
    cacheWrite5mTokens: cacheWrite,
  };
}
