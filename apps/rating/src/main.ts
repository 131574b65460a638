import { TOPICS } from '@suanpan/facts';
import { connectKafkaLog, ensureTopics } from '@suanpan/kafka';
import { kafkaConnection, openConnection } from '@suanpan/kafka-connection';
import { consumerServer, haltsOf } from '@suanpan/log-consumer';
import { newServiceLog, readConfig, runService, shownConfig } from '@suanpan/service-runtime';
import { raterRole } from './rater-role.ts';
import type { Settings } from './role.ts';
import { SETTINGS } from './settings.ts';
import { sinkRole } from './sink-role.ts';

const log = newServiceLog(process.env.SUANPAN_RATING_ROLE ?? 'rater', process.env);

async function main(): Promise<void> {
  const settings: Settings = readConfig(process.env, SETTINGS);
  log.info(shownConfig(process.env, SETTINGS), 'settings');
  const kafka = { ...openConnection(kafkaConnection(settings)), clientId: `suanpan-${settings.role}`, logger: log };
  await ensureTopics(kafka, TOPICS, settings.shards);
  const kafkaLog = await connectKafkaLog(kafka);
  const role = (settings.role === 'rater' ? raterRole : sinkRole)({ settings, kafka, kafkaLog, log });
  const strategy = consumerServer({ kafka, ...role.group, partitions: settings.shards }, log);
  await runService({
    name: role.name,
    module: role.module,
    host: settings.host,
    port: settings.port,
    portSetting: SETTINGS.port.name,
    strategy,
    log,
    async onStart(service) {
      service.health.registerHalts('shards', () => haltsOf(strategy));
      await role.onStart(service);
    },
    onReady: (service) => role.onReady(service),
    async onStop() {
      await role.onStop();
      await kafkaLog.close();
    },
  });
}

main().catch((error) => {
  log.fatal({ err: error }, 'rating could not start');
  process.exit(1);
});
