import { createHash } from 'node:crypto';
import { formatInstant } from '@suanpan/time';
import type { TraceRow } from './read-trace.ts';
import { shiftDays } from './shift-days.ts';

export const DEMO_PROVIDER = 'demo';
export const DEMO_MODEL = 'demo-conversation';

const HASH_DIGITS = 12;

/** The CloudEvents source of a trace: another file is another source, so that its lines are other calls. */
export function traceSource(text: string): string {
  return `/demo/trace/${createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS)}`;
}

/**
 * One call of the trace as a CloudEvent. Its id follows from its line alone, so that sending the trace again, also on
 * another day, counts nothing twice.
 */
export function traceEvent(row: TraceRow, source: string, days: number): Record<string, unknown> {
  return {
    specversion: '1.0',
    type: 'suanpan.usage.v1',
    source,
    id: `line-${row.line}`,
    time: formatInstant(shiftDays(row.time, days)),
    data: {
      provider: DEMO_PROVIDER,
      requestedModel: DEMO_MODEL,
      operation: 'chat',
      inputTokens: row.inputTokens,
      outputTokens: row.outputTokens,
    },
  };
}

/** Splits a list into runs of at most `size`. */
export function batchesOf<T>(list: readonly T[], size: number): T[][] {
  const batches: T[][] = [];
  for (let i = 0; i < list.length; i += size) batches.push(list.slice(i, i + size));
  return batches;
}
