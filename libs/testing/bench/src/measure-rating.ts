import { USAGE_EVENTS, USAGE_RATED } from '@suanpan/facts';
import { connectKafkaLog, type KafkaLog } from '@suanpan/kafka';
import { openConnection } from '@suanpan/kafka-connection';
import { unpackRated } from '@suanpan/rated-record';
import { type BenchStack, standStill, until } from './bench-stack.ts';
import { cpuSeconds } from './process-figures.ts';
import type { Figure } from './report.ts';

const DRAINED_WITHIN_MS = 300_000;
export const COPY_TOPIC = 'bench.copy';

/** Rating of what waits in the log, from Kafka to Kafka, beside a bare copy of the same records. The sink stands still. */
export async function measureRating({ stack }: BenchStack, say: (line: string) => void): Promise<Figure[]> {
  const { kafka, shards } = stack.addresses;
  const log = await connectKafkaLog({ ...openConnection(kafka), clientId: 'bench' });
  const goOn = standStill(stack, ['sink', 'ingest']);
  try {
    say('rating of what waits in the log');
    const pid = stack.pids().rating ?? 0;
    const before = await outcomes(log, shards);
    const [cpu, wall] = [cpuSeconds(pid), performance.now()];
    const drained = await until(async () => (await unrated(log, shards)) === 0, DRAINED_WITHIN_MS);
    const [cpuUsed, seconds] = [cpuSeconds(pid) - cpu, (performance.now() - wall) / 1000];
    const done = (await outcomes(log, shards)) - before;
    say('a bare copy of the same records');
    const copy = await copyRecords(log, shards, done);
    const perCore = done / cpuUsed;
    return [
      {
        key: 'ratingOutcomes',
        text: drained ? 'outcomes rated' : 'outcomes rated before time was up',
        value: done,
        unit: '',
      },
      { key: 'ratingOutcomesPerWallSecond', text: 'rating, wall clock', value: done / seconds, unit: '/s' },
      {
        key: 'ratingOutcomesPerSecond',
        text: 'rating, per core-second',
        value: perCore,
        unit: '/s',
        target: { least: 50_000 },
      },
      { key: 'copyEventsPerSecond', text: 'bare consume and produce, per core-second', value: copy, unit: '/s' },
      { key: 'ratingOverCopy', text: 'rating over copy', value: perCore / copy, unit: '' },
    ];
  } finally {
    goOn();
    await log.close();
  }
}

/** Source records that have no outcome yet. */
async function unrated(log: KafkaLog, shards: number): Promise<number> {
  let waiting = 0;
  for (let shard = 0; shard < shards; shard += 1) {
    const { end } = await log.bounds(USAGE_EVENTS.name, shard);
    waiting += end - (await lastBatch(log, shard)).to;
  }
  return waiting;
}

async function outcomes(log: KafkaLog, shards: number): Promise<number> {
  let count = 0;
  for (let shard = 0; shard < shards; shard += 1) count += (await lastBatch(log, shard)).nextSeq;
  return count;
}

/** Where the newest batch of a shard leads; claims behind it are passed over. */
async function lastBatch(log: KafkaLog, shard: number): Promise<{ to: number; nextSeq: number }> {
  const { start, end } = await log.bounds(USAGE_RATED.name, shard);
  for (let offset = end - 1; offset >= start; offset -= 1) {
    const [record] = await log.read(USAGE_RATED.name, shard, offset, 1, 500);
    if (record === undefined) break;
    const { header } = unpackRated(record.value);
    if (header.kind === 'batch') return { to: header.to, nextSeq: header.firstSeq + header.count };
  }
  return { to: 0, nextSeq: 0 };
}

/** Events per core-second of this process when it only moves the packed records from one topic to another. */
async function copyRecords(log: KafkaLog, shards: number, events: number): Promise<number> {
  const cpu = process.cpuUsage();
  for (let shard = 0; shard < shards; shard += 1) {
    const { start, end } = await log.bounds(USAGE_EVENTS.name, shard);
    for (let next = start; next < end; ) {
      const records = await log.read(USAGE_EVENTS.name, shard, next, 256 * 1024, 500);
      await log.append(
        COPY_TOPIC,
        shard,
        records.map(({ value }) => value),
      );
      next = (records.at(-1)?.offset ?? next) + 1;
    }
  }
  const { user, system } = process.cpuUsage(cpu);
  return events / ((user + system) / 1e6);
}
