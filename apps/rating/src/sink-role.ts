import { hostname } from 'node:os';
import { type ClickHouse, connectClickHouse } from '@suanpan/clickhouse';
import { newId } from '@suanpan/identity';
import { ClickHouseLedgerStore } from '@suanpan/ledger-clickhouse';
import { LedgerSink } from '@suanpan/ledger-sink';
import { openFoldStore } from '@suanpan/log-consumer';
import { systemClock } from '@suanpan/time';
import { SinkController } from './batch-controllers.ts';
import { whyNoAnswer } from './clickhouse-answers.ts';
import { FillLedger } from './fill-ledger.ts';
import { sinkMetrics } from './rating-metrics.ts';
import type { Role, RoleParts, Settings } from './role.ts';
import { foldFolder } from './settings.ts';

/** Pause before the sink starts anew after a failure, milliseconds. */
const RESTART_DELAY_MS = 500;
const PROVE_EVERY_MS = 30_000;

class SinkModule {}

/** Wires the sink: one owner for all shards, because its fence ends every earlier sink's inserts. */
export function sinkRole({ settings, kafkaLog, log }: RoleParts): Role {
  const instance = `${hostname()}-${process.pid}`;
  const connections: ClickHouse[] = [];
  const connect = (user: string, password: string): ClickHouse => {
    const client = connectClickHouse({
      url: settings.clickhouseUrl,
      user,
      password,
      application: `suanpan-${instance}`,
    });
    connections.push(client);
    return client;
  };
  const sink = new LedgerSink({
    log: kafkaLog,
    ledger: new ClickHouseLedgerStore({
      sink: connect(settings.clickhouseUser, settings.clickhousePassword),
      repair: connect(...repairUser(settings)),
      instance,
    }),
    shards: Array.from({ length: settings.shards }, (_, shard) => shard),
    openStore: (shard) => openFoldStore(foldFolder(settings), `shard-${shard}`, log),
    newChunkId: () => newId('chunk'),
    onStoreDamaged: (at, fault) =>
      log.warn({ err: fault, shard: at }, 'the fold store is damaged; it is rebuilt from the log'),
    now: systemClock.now,
  });
  let doubt: string | undefined;
  const limits = {
    outcomesMax: settings.chunkOutcomes,
    delayMs: settings.chunkDelayMs,
    restartDelayMs: RESTART_DELAY_MS,
    proveEveryMs: PROVE_EVERY_MS,
  };
  const filling = new FillLedger(sink, limits, (error) => {
    doubt = error instanceof Error ? error.message : String(error);
    log.warn({ err: error }, 'the ledger is in doubt; the sink starts anew');
  });
  return {
    name: 'sink',
    module: {
      module: SinkModule,
      controllers: [SinkController],
      providers: [{ provide: FillLedger, useValue: filling }],
    },
    group: { groupId: 'suanpan-sink', oneMember: true },
    async onStart(service) {
      sinkMetrics(service.metrics.registry, sink, filling);
      // A sink that has not been assigned yet stands by, which is as it should be.
      service.health.register('clickhouse', () => whyNoAnswer(settings.clickhouseUrl));
      service.health.register('ledger', () => (filling.inDoubt ? (doubt ?? 'the ledger is in doubt') : undefined));
    },
    async onReady() {},
    async onStop() {
      await filling.close();
      await Promise.all(connections.map((client) => client.close()));
    },
  };
}

function repairUser(settings: Settings): [user: string, password: string] {
  if (settings.repairUser !== '') return [settings.repairUser, settings.repairPassword];
  return [settings.clickhouseUser, settings.clickhousePassword];
}
