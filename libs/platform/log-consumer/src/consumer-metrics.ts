import { Gauge, type Registry } from 'prom-client';
import type { LogConsumer } from './log-consumer.ts';

/** Shows where a consumer stands in each partition and how many records wait. */
export function consumerMetrics(registry: Registry, consumer: LogConsumer): void {
  const labelNames = ['topic', 'partition'];
  new Gauge({
    name: 'suanpan_consumer_next_offset',
    help: 'Offset of the next record to fold, by partition.',
    labelNames,
    registers: [registry],
    collect() {
      for (const { topic, partition, offset } of consumer.status.sources) {
        this.labels(topic, String(partition)).set(offset);
      }
    },
  });
  new Gauge({
    name: 'suanpan_consumer_lag_records',
    help: 'Records of the log that are not folded yet, by partition; absent while this process stands by.',
    labelNames,
    registers: [registry],
    async collect() {
      this.reset();
      await consumer.refreshEnds();
      for (const { topic, partition, lag } of consumer.status.sources) {
        if (lag !== undefined) this.labels(topic, String(partition)).set(lag);
      }
    },
  });
}
