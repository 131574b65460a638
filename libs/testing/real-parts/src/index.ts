export type { BrokerSecurity } from '@suanpan/stack';
export { embeddedSecurity } from './embedded-security.ts';
export { type RealBroker, startRealBroker } from './real-broker.ts';
export { type RealClickHouse, startRealClickHouse, type TestUser } from './real-clickhouse.ts';
export { type RealCluster, startRealCluster } from './real-cluster.ts';
export { type RealPostgres, startRealPostgres } from './real-postgres.ts';
export { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';
export { makeTestCertificates, type TestCertificates } from './test-certificates.ts';
