import type { OutcomeKind } from '@suanpan/facts';
import type { LedgerSink } from '@suanpan/ledger-sink';
import type { ClockDisagreements } from '@suanpan/rater';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { FillLedger } from './fill-ledger.ts';
import type { OldestUndecided } from './oldest-undecided.ts';
import type { RateShards } from './rate-shards.ts';

/** Counts outcomes by kind and shows where each held shard stands. */
export function raterMetrics(registry: Registry, shards: RateShards, undecided: OldestUndecided) {
  const outcomes = new Counter({
    name: 'suanpan_rating_outcomes_total',
    help: 'Outcomes that count, by kind.',
    labelNames: ['kind'],
    registers: [registry],
  });
  new Gauge({
    name: 'suanpan_rating_next_seq',
    help: 'Seq of the next outcome of each shard this process holds.',
    labelNames: ['shard'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { shard, position } of shards.held) this.labels(String(shard)).set(position?.nextSeq ?? 0);
    },
  });
  new Gauge({
    name: 'suanpan_rating_oldest_undecided_seconds',
    help: 'How long the oldest accepted record of a shard has waited for its outcome, 0 if none does; it grows while a shard is halted.',
    labelNames: ['shard'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [shard, seconds] of undecided.seconds) this.labels(String(shard)).set(seconds);
    },
  });
  const clockDisagrees = new Counter({
    name: 'suanpan_rating_clock_disagrees_total',
    help: 'Source records whose append time and receipt are more than ten minutes apart: a clock of the broker or of ingest is wrong.',
    labelNames: ['shard'],
    registers: [registry],
  });
  return {
    clockDisagrees(shard: number, { records }: ClockDisagreements): void {
      clockDisagrees.labels(String(shard)).inc(records);
    },
    rated(_shard: number, kinds: readonly OutcomeKind[]): void {
      const counts = new Map<OutcomeKind, number>();
      for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      for (const [kind, count] of counts) outcomes.labels(kind).inc(count);
    },
  };
}

/** Shows what waits for the ledger, and everything that had to be repaired in it. */
export function sinkMetrics(registry: Registry, sink: LedgerSink, filling: FillLedger): void {
  new Gauge({
    name: 'suanpan_sink_buffered_outcomes',
    help: 'Outcomes that wait for the next chunk.',
    registers: [registry],
    collect() {
      this.set(sink.buffered);
    },
  });
  new Gauge({
    name: 'suanpan_sink_repairs',
    help: 'Doubles and gaps found in the ledger and put right since the process started.',
    registers: [registry],
    collect() {
      this.set(sink.repairs.length);
    },
  });
  new Gauge({
    name: 'suanpan_sink_doubts',
    help: 'How often the sink had to start anew because it was unknown what the ledger held.',
    registers: [registry],
    collect() {
      this.set(filling.doubts);
    },
  });
}
