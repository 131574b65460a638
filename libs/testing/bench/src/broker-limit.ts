import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@suanpan/fault';
import { type KafkaConnection, openConnection } from '@suanpan/kafka-connection';
import type { KafkaTools } from '@suanpan/stack';

/** What Kafka's own producer reaches on this broker, in this run. */
export interface BrokerLimit {
  readonly recordsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** How Kafka's ProducerPerformance is to be run. */
export interface BrokerLimitPlan {
  readonly tools: KafkaTools;
  readonly kafka: KafkaConnection;
  readonly topic: string;
  readonly records: number;
  readonly recordBytes: number;
  /** Records per second, or -1 for as fast as it goes. */
  readonly throughput: number;
}

const SUMMARY = /([\d.]+) records\/sec .*?(\d+) ms 50th, \d+ ms 95th, (\d+) ms 99th/;

/** Runs Kafka's ProducerPerformance, one event a record, acks=all, with the batching that suited it best. */
export async function measureBroker(plan: BrokerLimitPlan): Promise<BrokerLimit> {
  const folder = mkdtempSync(join(tmpdir(), 'suanpan-broker-limit-'));
  const properties = join(folder, 'client.properties');
  // The password goes through a file: the list of processes shows every argument.
  writeFileSync(properties, clientProperties(plan.kafka), { mode: 0o600 });
  try {
    return await runProducer(plan, properties);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function clientProperties(kafka: KafkaConnection): string {
  const { sasl } = openConnection(kafka);
  const lines = [`bootstrap.servers=${kafka.brokers.join(',')}`, `security.protocol=${kafka.protocol}`];
  if (sasl !== undefined) {
    const account = `username="${sasl.username}" password="${sasl.password}"`;
    lines.push(
      `sasl.mechanism=${kafka.sasl?.mechanism}`,
      `sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required ${account};`,
    );
  }
  return `${lines.join('\n')}\n`;
}

async function runProducer(plan: BrokerLimitPlan, properties: string): Promise<BrokerLimit> {
  const lines: string[] = [];
  const child = plan.tools(
    'ProducerPerformance',
    [
      ...['--topic', plan.topic, '--num-records', String(plan.records)],
      ...['--record-size', String(plan.recordBytes), '--throughput', String(plan.throughput)],
      ...['--producer.config', properties, '--producer-props', 'acks=all', 'batch.size=131072', 'linger.ms=5'],
    ],
    (line) => lines.push(line),
  );
  const { code } = await child.exited;
  // The last line sums the whole run up; the ones before are windows of five seconds.
  const figures = SUMMARY.exec(lines.findLast((line) => SUMMARY.test(line)) ?? '');
  if (code !== 0 || figures === null) {
    throw new Fault('part_failed', 'ProducerPerformance printed no summary.', {
      internal: { lines: lines.slice(-10) },
    });
  }
  return { recordsPerSecond: Number(figures[1]), p50Ms: Number(figures[2]), p99Ms: Number(figures[3]) };
}
