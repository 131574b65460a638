import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BrokerSecurity, embeddedBrokerSecurity, kafkaConnectionOf, readStackConfig } from '@suanpan/stack';

type Connection = ReturnType<typeof kafkaConnectionOf>;

/** What the embedded broker of a stack demands, with secrets kept in a folder, and how its users reach a test's broker. */
export function embeddedSecurity(folder: string): {
  readonly security: BrokerSecurity;
  connectionOf(user: Parameters<typeof kafkaConnectionOf>[1], address: string): Connection;
} {
  const dataFolder = join(folder, 'data');
  mkdirSync(dataFolder, { recursive: true });
  const config = readStackConfig({ SUANPAN_DATA: dataFolder });
  return {
    security: embeddedBrokerSecurity(dataFolder),
    connectionOf: (user, address) => ({ ...kafkaConnectionOf(config, user), brokers: [address] }),
  };
}
