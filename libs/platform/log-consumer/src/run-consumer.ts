import {
  type BatchContext,
  connectKafkaLog,
  ensureTopics,
  type KafkaBatchServer,
  type KafkaLog,
  type KafkaSettings,
  type LogRecord,
} from '@suanpan/kafka';
import { kafkaConnection, openConnection } from '@suanpan/kafka-connection';
import {
  haltedPart,
  newServiceLog,
  readConfig,
  runService,
  type ServiceLog,
  shownConfig,
} from '@suanpan/service-runtime';
import { systemClock } from '@suanpan/time';
import { consumerMetrics } from './consumer-metrics.ts';
import type { ConsumerParts, Source } from './consumer-parts.ts';
import { consumerServer, haltsOf } from './consumer-server.ts';
import { consumerSettings } from './consumer-settings.ts';
import { type ConsumerTimer, startTimer } from './consumer-timer.ts';
import { LogConsumer } from './log-consumer.ts';
import { openFoldStore } from './open-fold-store.ts';
import type { TopicFold } from './topic-fold.ts';

/** A service that folds topics into one store of its own. */
export interface ConsumerService extends Pick<ConsumerParts, 'apply' | 'perform'> {
  readonly name: string;
  /** Of health, metrics and position, unless SUANPAN_PORT names another. */
  readonly port: number;
  readonly folds: readonly TopicFold[];
  readonly timer?: ConsumerTimer;
}

class ConsumerModule {}

/**
 * Runs a consumer as this process: one member of its group folds all partitions, the others stand by. Serves `/health/*`,
 * `/metrics` and `/position`.
 */
export function runConsumer(service: ConsumerService): void {
  const log = newServiceLog(service.name, process.env);
  start(service, log).catch((error) => {
    log.fatal({ err: error }, `${service.name} could not start`);
    process.exit(1);
  });
}

async function start(service: ConsumerService, log: ServiceLog): Promise<void> {
  const { name, port, folds, timer } = service;
  const spec = consumerSettings(name, port);
  const settings = readConfig(process.env, spec);
  log.info(shownConfig(process.env, spec), 'settings');
  const kafka = { ...openConnection(kafkaConnection(settings)), clientId: `suanpan-${name}`, logger: log };
  const { shards, foldData } = settings;
  await ensureTopics(
    kafka,
    folds.map(({ topic }) => topic),
    shards,
  );
  const kafkaLog = await connectKafkaLog(kafka);
  const consumer = newConsumer(service, shards, foldData, kafkaLog, log);
  const strategy = batchServer(service, consumer, { kafka, shards, log });
  let stopTimer = () => {};
  await runService({
    ...{ name, module: ConsumerModule, host: settings.host, port: settings.port, portSetting: spec.port.name },
    ...{ strategy, log },
    routes(scope) {
      scope.get('/position', async () => {
        await consumer.refreshEnds();
        return consumer.status;
      });
    },
    onStart({ health, metrics }) {
      health.registerHalts('log', () =>
        consumer.halt === undefined ? haltsOf(strategy) : [haltedPart(name, consumer.halt)],
      );
      consumerMetrics(metrics.registry, consumer);
    },
    onReady() {
      if (timer !== undefined) stopTimer = startTimer(consumer, timer, systemClock.now, log);
    },
    async onStop() {
      stopTimer();
      await consumer.release();
      await kafkaLog.close();
    },
  });
}

function newConsumer(
  { apply, perform, folds }: ConsumerService,
  shards: number,
  folder: string,
  kafkaLog: KafkaLog,
  log: ServiceLog,
): LogConsumer {
  return new LogConsumer({
    log: kafkaLog,
    sources: folds.flatMap((fold) => sourcesOf(fold, shards)),
    openStore: () => openFoldStore(folder, 'store', log),
    warn: log,
    apply,
    ...(perform === undefined ? {} : { perform }),
  });
}

function sourcesOf(fold: TopicFold, shards: number): Source[] {
  const count = fold.topic.partitions === 'single' ? 1 : shards;
  return Array.from({ length: count }, (_, partition) => ({ fold, partition }));
}

interface ServerParts {
  readonly kafka: KafkaSettings;
  readonly shards: number;
  readonly log: ServiceLog;
}

function batchServer(
  { name, folds }: ConsumerService,
  consumer: LogConsumer,
  { kafka, shards, log }: ServerParts,
): KafkaBatchServer {
  const partitions = folds.length * shards;
  const strategy = consumerServer({ kafka, groupId: `suanpan-${name}`, oneMember: true, partitions }, log);
  for (const { topic } of folds) {
    const handle = (records: LogRecord[], context: BatchContext) => consumer.onBatch(topic.name, records, context);
    strategy.addHandler(topic.name, handle, true);
  }
  return strategy;
}
