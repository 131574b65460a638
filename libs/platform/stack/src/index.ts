export { type Analyst, endAnalyst, listAnalysts, makeAnalyst } from './clickhouse/analysts.ts';
export { type ClickHouse, type ClickHouseOptions, startClickHouse } from './clickhouse/clickhouse.ts';
export { clickhouseUsersFile, keepAnalyst } from './clickhouse/users-file.ts';
export { type StackAddresses, stackAddresses } from './config/addresses.ts';
export { cacheFolder } from './config/cache-folder.ts';
export { makeDataFolder } from './config/data-folder.ts';
export { embeddedBrokerSecurity, kafkaConnectionOf, OPERATOR } from './config/kafka-users.ts';
export { findRunningStack, type RunningStack } from './config/run-lock.ts';
export { keptSecret, secretsFolder } from './config/secrets.ts';
export {
  type ClickHouseAddress,
  type EmbeddedKafka,
  readStackConfig,
  type StackConfig,
} from './config/stack-config.ts';
export { type Broker, type BrokerOptions, prepareBroker, startBroker } from './kafka/broker.ts';
export { newClusterId } from './kafka/jvm.ts';
export { type KafkaTools, kafkaTools } from './kafka/kafka-tools.ts';
export type { BrokerSecurity, BrokerTls } from './kafka/security.ts';
export { type Postgres, type PostgresOptions, startPostgres } from './postgres/cluster.ts';
export { type Child, type ChildCommand, type ChildExit, startChild } from './process/child.ts';
export { freePort } from './process/ports.ts';
export type { Say } from './process/say.ts';
export { type ServiceCommand, startService } from './supervisor/service.ts';
export { type Stack, type StackOptions, startStack } from './supervisor/start-stack.ts';
export { suanpanServices } from './supervisor/suanpan-services.ts';
