import { Fault } from '@suanpan/fault';
import type { CommandContext } from '../command-context.ts';
import { type BatchResult, type RejectedEvent, type Sender, sendBody } from '../events/send-batch.ts';
import { Progress } from '../output/progress.ts';
import type { Checkpoint, Checkpoints } from './checkpoint.ts';
import { type FileLine, readLines } from './read-lines.ts';

const EVENTS_PER_BATCH = 500;
const BATCHES_AT_ONCE = 4;
const REJECTIONS_SHOWN = 5;

/** Sends a file of events, one JSON object a line, from where it was left. Answers how far it came. */
export async function sendFile(
  context: CommandContext,
  sender: Sender,
  path: string,
  checkpoints: Checkpoints,
): Promise<Checkpoint> {
  const { size, start } = checkpoints;
  const progress = new Progress(context.terminal, 'sending, in bytes', size);
  let reached = start;
  for await (const batches of rounds(readLines(path, start))) {
    const results = await Promise.all(batches.map((batch) => sendBody(sender, bodyOf(path, batch))));
    reached = after(context, reached, batches, results);
    checkpoints.keep(reached);
    progress.update(reached.bytes);
  }
  progress.end(reached.bytes);
  return reached;
}

/** Batches that are sent at once; the next round begins when all of them are answered, so that a checkpoint has no gap. */
async function* rounds(lines: AsyncIterable<FileLine>): AsyncGenerator<FileLine[][]> {
  let batches: FileLine[][] = [];
  let batch: FileLine[] = [];
  for await (const line of lines) {
    batch.push(line);
    if (batch.length < EVENTS_PER_BATCH) continue;
    batches.push(batch);
    batch = [];
    if (batches.length === BATCHES_AT_ONCE) {
      yield batches;
      batches = [];
    }
  }
  if (batch.length > 0) batches.push(batch);
  if (batches.length > 0) yield batches;
}

/** The lines are sent as they stand, so that no number passes through a float; each must be JSON by itself. */
function bodyOf(path: string, batch: readonly FileLine[]): string {
  for (const { text, number } of batch) {
    try {
      JSON.parse(text);
    } catch (cause) {
      throw new Fault('config_invalid', `${path} line ${number} is not JSON; nothing from there on was sent.`, {
        cause,
      });
    }
  }
  return `[${batch.map(({ text }) => text).join(',')}]`;
}

function after(
  context: CommandContext,
  before: Checkpoint,
  batches: readonly FileLine[][],
  results: readonly BatchResult[],
): Checkpoint {
  let { accepted, rejected } = before;
  for (const [i, result] of results.entries()) {
    accepted += result.accepted;
    for (const each of result.rejected) {
      rejected += 1;
      if (rejected <= REJECTIONS_SHOWN) sayRejected(context, batches[i] ?? [], each);
    }
  }
  const last = batches.at(-1)?.at(-1);
  return { bytes: last?.end ?? before.bytes, lines: last?.number ?? before.lines, accepted, rejected };
}

function sayRejected({ terminal }: CommandContext, batch: readonly FileLine[], { index, code, detail }: RejectedEvent) {
  terminal.say(`rejected: line ${batch[index]?.number}: ${detail} [${code}]`);
}
