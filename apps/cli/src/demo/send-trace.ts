import type { CommandContext } from '../command-context.ts';
import { type RejectedEvent, type Sender, sendBatch } from '../events/send-batch.ts';
import { Progress } from '../output/progress.ts';
import { batchesOf } from './trace-events.ts';

const EVENTS_PER_BATCH = 100;
const BATCHES_AT_ONCE = 4;

export interface SentTrace {
  readonly accepted: number;
  /** The rejected ones, with the place of each in the trace. */
  readonly rejected: readonly RejectedEvent[];
}

/** Sends all events, several batches at once, and shows how far it has come. The first batch proves that the key works. */
export async function sendTrace(
  context: CommandContext,
  sender: Sender,
  events: readonly unknown[],
): Promise<SentTrace> {
  const progress = new Progress(context.terminal, 'sending', events.length);
  const batches = batchesOf(events, EVENTS_PER_BATCH);
  const rejected: RejectedEvent[] = [];
  let accepted = 0;
  let next = 0;
  const sendNext = async () => {
    const index = next;
    next += 1;
    const result = await sendBatch(sender, batches[index] ?? []);
    accepted += result.accepted;
    for (const each of result.rejected) rejected.push({ ...each, index: index * EVENTS_PER_BATCH + each.index });
    progress.update(accepted + rejected.length);
  };
  const worker = async () => {
    while (next < batches.length) await sendNext();
  };
  if (batches.length > 0) await sendNext();
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, worker));
  progress.end(accepted + rejected.length);
  return { accepted, rejected };
}
