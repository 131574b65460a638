import { Catalogue, unpackRevision } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES, USAGE_EVENTS, unpackSourceRecord } from '@suanpan/facts';
import type { Log, LogRecord } from '@suanpan/kafka';

const READ_BYTES = 1024 * 1024;

async function allOf(log: Log, topic: string, partition: number): Promise<LogRecord[]> {
  const { end } = await log.bounds(topic, partition);
  const records: LogRecord[] = [];
  while (records.length < end) records.push(...(await log.read(topic, partition, records.length, READ_BYTES, 1_000)));
  return records;
}

/** Ids of the directives of a shard in the order of the log, repeats included. Each stamp is proved to be on the topic. */
export async function directivesOnLog(log: Log, shard: number): Promise<string[]> {
  const catalogue = new Catalogue();
  const records = await allOf(log, USAGE_EVENTS.name, shard);
  for (const { value } of await allOf(log, CATALOGUE_CHANGES.name, 0)) catalogue.apply(unpackRevision(value));
  return records.flatMap(({ value }) => {
    const { header, lines } = unpackSourceRecord(value);
    if (header.revision > catalogue.revision) throw new RangeError(`Stamp ${header.revision} is not on the topic.`);
    return lines.map((line) => (JSON.parse(line) as { id: string }).id);
  });
}

/** Each once, in the order of first appearance: what rating makes of repeats. */
export function counted(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
