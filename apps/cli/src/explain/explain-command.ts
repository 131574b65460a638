import { USAGE_RATED } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { outcomesOf, unpackRated } from '@suanpan/rated-record';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { type Logs, withLogs } from '../with-logs.ts';
import { type Explanation, explain, explanationText } from './explanation.ts';

interface ExplainOptions {
  readonly root?: string;
  readonly source?: string;
  readonly limit: number;
  readonly json?: boolean;
}

/** Where the ledger says an outcome stands. */
interface Place {
  readonly shard: number;
  readonly seq: string;
  readonly rated_offset: string;
}

const READ_WAIT_MS = 2_000;

/** `explain <event id>`: from the ledger to the record of the rated log that proves it. */
export const explainCommand: RegisterCommand = (program, context) => {
  program
    .command('explain')
    .argument('<event id>', 'the id its sender gave it, or the id of a directive')
    .description('show an event or directive, what it cost and why, the arithmetic and its place in the chain')
    .option('--root <id>', 'only of this root')
    .option('--source <source>', 'only from this source')
    .option('--limit <count>', 'outcomes shown at most, oldest first', Number, 20)
    .option('--json', 'as JSON')
    .action((id: string, options: ExplainOptions) => explainEvent(context, id, options));
};

async function explainEvent(context: CommandContext, id: string, options: ExplainOptions): Promise<void> {
  const explanations = await withLogs(context, async (logs) => {
    const places = await placesOf(logs, id, options);
    return Promise.all(places.map((place) => explainPlace(logs, place)));
  });
  if (explanations.length === 0) {
    throw new Fault('entity_unknown', `The ledger holds no outcome of an event "${id}". It may still be on its way.`);
  }
  if (options.json === true) context.terminal.out(JSON.stringify(explanations, null, 2));
  else context.terminal.out(explanations.map(explanationText).join(`\n\n${'─'.repeat(72)}\n\n`));
}

function placesOf({ clickhouse }: Logs, id: string, options: ExplainOptions): Promise<Place[]> {
  return clickhouse.queryRows<Place>(
    `SELECT DISTINCT shard, seq, rated_offset FROM ledger.usage
     WHERE event_id = {id:String} AND ({root:String} = '' OR root = {root:String})
       AND ({source:String} = '' OR source = {source:String})
     ORDER BY shard, seq LIMIT {limit:UInt32}`,
    { id, root: options.root ?? '', source: options.source ?? '', limit: options.limit },
  );
}

async function explainPlace({ log }: Logs, place: Place): Promise<Explanation> {
  const offset = Number(place.rated_offset);
  const [record] = await log.read(USAGE_RATED.name, place.shard, offset, 1, READ_WAIT_MS);
  if (record === undefined || record.offset !== offset) {
    throw new Fault('log_gap', `usage.rated ${place.shard} does not hold offset ${offset} any more.`);
  }
  const rated = unpackRated(record.value);
  for (const found of outcomesOf(rated)) {
    if (rated.header.kind === 'batch' && found.outcome.seq === Number(place.seq)) {
      return explain(rated, rated.header, offset, found);
    }
  }
  throw new Fault('ledger_disagrees', `usage.rated ${place.shard} at ${offset} does not hold seq ${place.seq}.`);
}
