import { randomBytes } from 'node:crypto';

/** Hex digits at the start of every id that are set anew for each request. */
const COUNTER_DIGITS = 8;

/** A request body of many events that can be made distinct without building it again. */
export interface EventBatch {
  readonly body: Buffer;
  /** Where each event's id starts in the body. */
  readonly idOffsets: readonly number[];
}

/**
 * A batch of CloudEvents of the kind a gateway sends: about 640 bytes an event, random ids, tags, two hashes and
 * timings.
 */
export function eventBatch(events: number, time: string): EventBatch {
  const parts: string[] = [];
  for (let i = 0; i < events; i += 1) parts.push(eventText(i, time));
  const body = Buffer.from(`[${parts.join(',')}]`);
  const idOffsets: number[] = [];
  for (let at = body.indexOf('"id":"'); at >= 0; at = body.indexOf('"id":"', at + 1)) idOffsets.push(at + 6);
  return { body, idOffsets };
}

/** Gives every event of the batch an id that no other number gives. */
export function renumber(batch: EventBatch, number: number): void {
  const digits = number.toString(16).padStart(COUNTER_DIGITS, '0');
  for (const offset of batch.idOffsets) batch.body.write(digits, offset, 'latin1');
}

function eventText(index: number, time: string): string {
  const tokens = 200 + ((index * 7919) % 4000);
  return JSON.stringify({
    specversion: '1.0',
    id: `00000000-${randomBytes(12).toString('hex')}`,
    source: `gateway/${index % 8}`,
    type: 'suanpan.usage.v1',
    time,
    data: {
      provider: 'openai',
      requestedModel: 'gpt-4o',
      servedModel: 'gpt-4o-2024-08-06',
      operation: 'chat',
      inputTokens: tokens,
      outputTokens: 20 + ((index * 104729) % 900),
      cacheReadTokens: index % 3 === 0 ? 128 : 0,
      latencyMs: 300 + ((index * 31) % 2500),
      timeToFirstTokenMs: 80 + (index % 200),
      httpStatus: 200,
      session: randomBytes(8).toString('hex'),
      trace: randomBytes(16).toString('hex'),
      tags: { team: `team-${index % 12}`, feature: 'assistant', environment: 'production' },
    },
  });
}
