import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ByteBudget } from './byte-budget.ts';
import type { EventObserver } from './event-door.ts';
import type { SourceWatch } from './source-watch.ts';

/** Counts what happens at the door. Labels are our own words only: codes, classes and ids of keys, never what a sender wrote. */
export function ingestMetrics(registry: Registry, budget: ByteBudget): EventObserver {
  const registers = [registry];
  const events = new Counter({
    name: 'suanpan_ingest_events_total',
    help: 'Events by result; the code says why an event was rejected.',
    labelNames: ['result', 'code'],
    registers,
  });
  const refusals = new Counter({
    name: 'suanpan_ingest_requests_refused_total',
    help: 'Requests that were refused as a whole, by code.',
    labelNames: ['code'],
    registers,
  });
  const dropped = new Counter({
    name: 'suanpan_ingest_dropped_total',
    help: 'Names of accepted events that are not on the allow-list, by class.',
    labelNames: ['class'],
    registers,
  });
  const denied = new Counter({
    name: 'suanpan_ingest_permission_denied_total',
    help: 'Events whose key may not call for the project they name, by the id of the key.',
    labelNames: ['key'],
    registers,
  });
  const bytes = new Counter({
    name: 'suanpan_ingest_bytes_total',
    help: 'Bytes of request bodies that were taken in, after decompression.',
    registers,
  });
  const acknowledgement = new Histogram({
    name: 'suanpan_ingest_acknowledgement_seconds',
    help: 'From handing the records of a request to the log until all in-sync replicas had them.',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
    registers,
  });
  new Gauge({
    name: 'suanpan_ingest_bytes_in_flight',
    help: 'Bytes reserved by requests that are being read, decided or appended.',
    registers,
    collect() {
      this.set(budget.bytesHeld);
    },
  });
  const accepted = events.labels('accepted', '');
  return {
    taken(size, taken, key) {
      bytes.inc(size);
      if (taken.lines.length > 0) accepted.inc(taken.lines.length);
      for (const { code } of taken.rejected) {
        events.labels('rejected', code).inc();
        if (code === 'permission_denied') denied.labels(key).inc();
      }
      const { attributes, fields, contents } = taken.dropped;
      if (attributes > 0) dropped.labels('attribute').inc(attributes);
      if (fields > 0) dropped.labels('field').inc(fields);
      if (contents > 0) dropped.labels('content').inc(contents);
    },
    acknowledged: (seconds) => acknowledgement.observe(seconds),
    refused: (code) => refusals.labels(code).inc(),
  };
}

/** Shows the shards that take nothing now, by code. */
export function refusedShards(registry: Registry, source: SourceWatch): void {
  new Gauge({
    name: 'suanpan_ingest_shard_refused',
    help: 'Shards that take no events now: clock_disagrees until clocks agree, log_replaced until the service is started anew.',
    labelNames: ['shard', 'code'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [shard, code] of source.refused) this.labels(String(shard), code).set(1);
    },
  });
}
