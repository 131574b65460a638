export { cacheFolder } from './cache-folder.ts';
export { type Broker, type BrokerOptions, prepareBroker, startBroker } from './kafka/broker.ts';
export { type Postgres, type PostgresOptions, startPostgres } from './postgres/cluster.ts';
export type { Child, ChildExit } from './process/child.ts';
export { freePort } from './process/ports.ts';
export type { Say } from './process/say.ts';
