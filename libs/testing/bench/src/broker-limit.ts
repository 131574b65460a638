import { spawn } from 'node:child_process';
import { Fault } from '@suanpan/fault';

/** What Kafka's own producer reaches on this broker, in this run. */
export interface BrokerLimit {
  readonly recordsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** How Kafka's ProducerPerformance is to be run. */
export interface BrokerLimitPlan {
  readonly brokers: string;
  readonly topic: string;
  /** Folder with the jars of Kafka's tools. */
  readonly toolsFolder: string;
  readonly records: number;
  readonly recordBytes: number;
  /** Records per second, or -1 for as fast as it goes. */
  readonly throughput: number;
}

const SUMMARY = /([\d.]+) records\/sec .*?([\d.]+) ms 50th, [\d.]+ ms 95th, ([\d.]+) ms 99th/;

/** Runs Kafka's ProducerPerformance, one event a record, acks=all, with the batching that suited it best. */
export async function measureBroker(plan: BrokerLimitPlan): Promise<BrokerLimit> {
  const output = await run('java', [
    '-Xmx256m',
    '-XX:+UseSerialGC',
    '-cp',
    `${plan.toolsFolder}/*`,
    'org.apache.kafka.tools.ProducerPerformance',
    '--topic',
    plan.topic,
    '--num-records',
    String(plan.records),
    '--record-size',
    String(plan.recordBytes),
    '--throughput',
    String(plan.throughput),
    '--producer-props',
    `bootstrap.servers=${plan.brokers}`,
    'acks=all',
    'batch.size=131072',
    'linger.ms=5',
  ]);
  // The last line sums the whole run up; the ones before are windows of five seconds.
  const summary = output
    .trim()
    .split('\n')
    .findLast((line) => SUMMARY.test(line));
  const figures = SUMMARY.exec(summary ?? '');
  if (figures === null)
    throw new Fault('part_failed', 'ProducerPerformance printed no summary.', { internal: { output } });
  return { recordsPerSecond: Number(figures[1]), p50Ms: Number(figures[2]), p99Ms: Number(figures[3]) };
}

function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (errors += text));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Fault('part_failed', `${command} ended with ${code}.`, { internal: { errors } }));
    });
  });
}
