import type { KafkaTools } from '@suanpan/stack';
import type { BenchStack } from './bench-stack.ts';
import { standStill } from './bench-stack.ts';
import { measureBroker } from './broker-limit.ts';
import { type LoadResult, sendLoad } from './http-load.ts';
import { percentile } from './process-figures.ts';
import type { Figure } from './report.ts';

const EVENTS_PER_REQUEST = 100;
const EVENT_BYTES = 640;
const CONNECTIONS = 16;
export const LIMIT_TOPIC = 'bench.limit';

/** How long each load lasts. */
export interface IngestPlan {
  readonly seconds: number;
  readonly brokerRecords: number;
  readonly say: (line: string) => void;
}

/** What was measured, and how much now waits in the log to be rated. */
export interface IngestFigures {
  readonly figures: readonly Figure[];
  readonly accepted: number;
}

/** Ingest at saturation and at half load, beside Kafka's own producer at the same. Rating and sink stand still. */
export async function measureIngest(bench: BenchStack, tools: KafkaTools, plan: IngestPlan): Promise<IngestFigures> {
  const { stack } = bench;
  const goOn = standStill(stack, ['rating', 'sink']);
  try {
    plan.say("the broker's own limit");
    const broker = { tools, kafka: stack.addresses.kafka, topic: LIMIT_TOPIC, recordBytes: EVENT_BYTES };
    const limit = await measureBroker({ ...broker, records: plan.brokerRecords, throughput: -1 });
    plan.say('ingest at saturation');
    const warm = await load(bench, { seconds: 2, perSecond: 0, firstNumber: 0 });
    const full = await load(bench, { seconds: plan.seconds, perSecond: 0, firstNumber: 1_000_000 });
    const perSecond = full.accepted / full.seconds;
    plan.say('acknowledgements at half load');
    const half = await load(bench, { seconds: plan.seconds, perSecond: perSecond / 2, firstNumber: 2_000_000 });
    const brokerHalf = await measureBroker({
      ...broker,
      records: Math.round((perSecond / 2) * plan.seconds),
      throughput: Math.round(perSecond / 2),
    });
    const p99Ms = percentile(half.latenciesMs, 0.99);
    return {
      accepted: warm.accepted + full.accepted + half.accepted,
      figures: [
        {
          key: 'brokerRecordsPerSecond',
          text: "Kafka's ProducerPerformance, one event a record",
          value: limit.recordsPerSecond,
          unit: '/s',
        },
        {
          key: 'ingestEventsPerSecond',
          text: 'ingest, 100 events a request',
          value: perSecond,
          unit: '/s',
          target: { least: 100_000 },
        },
        {
          key: 'ingestOverBroker',
          text: 'ingest over broker',
          value: perSecond / limit.recordsPerSecond,
          unit: '',
          target: { least: 0.6 },
        },
        {
          key: 'ackP50Ms',
          text: 'acknowledgement p50 at half load',
          value: percentile(half.latenciesMs, 0.5),
          unit: 'ms',
        },
        { key: 'ackP99Ms', text: 'acknowledgement p99 at half load', value: p99Ms, unit: 'ms' },
        { key: 'brokerAckP99Ms', text: "the broker's own p99 at the same rate", value: brokerHalf.p99Ms, unit: 'ms' },
        {
          key: 'ackP99OverBrokerMs',
          text: 'acknowledgement p99 over the broker',
          value: p99Ms - brokerHalf.p99Ms,
          unit: 'ms',
          target: { most: 10 },
        },
        {
          key: 'ingestFailedRequests',
          text: 'requests refused or failed',
          value: warm.failed + full.failed + half.failed,
          unit: '',
        },
      ],
    };
  } finally {
    goOn();
  }
}

interface LoadShape {
  readonly seconds: number;
  /** Events per second, 0 for as fast as answers come. */
  readonly perSecond: number;
  readonly firstNumber: number;
}

/** Sends to a bench stack from all its roots. */
export function load({ stack, keys }: BenchStack, shape: LoadShape): Promise<LoadResult> {
  const { hostname, port } = new URL(stack.addresses.ingestUrl);
  return sendLoad(
    {
      host: hostname,
      port: Number(port),
      keys,
      connections: CONNECTIONS,
      eventsPerRequest: EVENTS_PER_REQUEST,
      seconds: shape.seconds,
      requestsPerSecond: shape.perSecond / EVENTS_PER_REQUEST,
      firstNumber: shape.firstNumber,
    },
    new Date().toISOString(),
  );
}
