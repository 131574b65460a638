import { LOG_USERS, type LogUser, TOPIC_ACCESS } from '@suanpan/facts';
import { type KafkaConnection, plaintextConnection } from '@suanpan/kafka-connection';
import { aclsOf } from '../kafka/broker-access.ts';
import { BROKER_USER, type BrokerSecurity } from '../kafka/security.ts';
import { keptSecret } from './secrets.ts';
import type { StackConfig } from './stack-config.ts';

/** The user of the command line and of what prepares the stack: it may do everything with the log. */
export const OPERATOR = 'operator';

const HOST = '127.0.0.1';
const MECHANISM = 'SCRAM-SHA-512';

const secretOf = (dataFolder: string, user: string) => keptSecret(dataFolder, `kafka-${user}`);

/** How a user reaches the log of this configuration. An external broker knows us by the settings it was given with. */
export function kafkaConnectionOf(
  { kafka, dataFolder }: StackConfig,
  user: LogUser | typeof OPERATOR,
): KafkaConnection {
  if ('brokers' in kafka) return kafka;
  return {
    ...plaintextConnection([`${HOST}:${kafka.port}`]),
    protocol: 'SASL_PLAINTEXT',
    sasl: { mechanism: MECHANISM, username: user, passwordFile: secretOf(dataFolder, user).file },
  };
}

/** What the embedded broker demands: a user with a kept password for each process, and ACLs from the topics' own description. */
export function embeddedBrokerSecurity(dataFolder: string): BrokerSecurity {
  const names = [BROKER_USER, OPERATOR, ...LOG_USERS];
  return {
    protocol: 'SASL_PLAINTEXT',
    mechanism: MECHANISM,
    users: Object.fromEntries(names.map((name) => [name, secretOf(dataFolder, name).value])),
    superUsers: [`User:${OPERATOR}`],
    acls: aclsOf(TOPIC_ACCESS, LOG_USERS),
  };
}
