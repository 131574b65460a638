import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LOG_USERS, type LogUser, TOPIC_ACCESS, TOPICS } from '@suanpan/facts';
import { isFault } from '@suanpan/fault';
import { openConnection } from '@suanpan/kafka-connection';
import { embeddedSecurity, type RealBroker, startRealBroker, temporaryFolder } from '@suanpan/real-parts';
import { Kafka, logLevel } from 'kafkajs';
import { connectKafkaLog, ensureTopics, type KafkaLog } from './index.ts';

const folder = temporaryFolder('log-access');
const embedded = embeddedSecurity(folder.path);
let broker: RealBroker;
const open: KafkaLog[] = [];

const clientOf = (user: LogUser | 'operator') => ({
  ...openConnection(embedded.connectionOf(user, broker.address)),
  clientId: `suanpan-${user}`,
  deadlineMs: 2_000,
});

beforeAll(async () => {
  broker = await startRealBroker({ security: embedded.security });
  await ensureTopics(clientOf('operator'), TOPICS, 1);
  const operator = await connectKafkaLog(clientOf('operator'));
  open.push(operator);
  for (const { name } of TOPICS) await operator.append(name, 0, [Buffer.from('operator')]);
}, 120_000);

afterAll(async () => {
  for (const log of open) await log.close();
  await broker?.stop();
  folder.remove();
});

async function allowed(act: Promise<unknown>): Promise<boolean> {
  try {
    await act;
    return true;
  } catch (error) {
    if (!isFault(error, 'log_refused')) throw error;
    return false;
  }
}

test.each(LOG_USERS)(
  '%s writes and reads exactly the topics that are its own, and sees how far each goes',
  async (user) => {
    const log = await connectKafkaLog(clientOf(user));
    open.push(log);
    await ensureTopics(clientOf(user), TOPICS, 1);
    const found = [];
    for (const { topic } of TOPIC_ACCESS) {
      expect((await log.bounds(topic, 0)).start).toBe(0);
      const writes = await allowed(log.append(topic, 0, [Buffer.from(user)]));
      const reads = await allowed(log.read(topic, 0, 0, 1_000, 0));
      found.push({ topic, writes, reads });
    }
    expect(found).toEqual(
      TOPIC_ACCESS.map(({ topic, writers, readers }) => ({
        topic,
        writes: writers.includes(user),
        reads: readers.includes(user),
      })),
    );
  },
);

test('whoever has no password, or the password of nobody, reaches no topic', async () => {
  const nobody = { brokers: broker.brokers, clientId: 'stranger', deadlineMs: 1_000 };
  await expect(ensureTopics(nobody, TOPICS, 1)).rejects.toMatchObject({ code: 'unavailable' });
  const sasl = { mechanism: 'scram-sha-512', username: 'operator', password: 'guessed' } as const;
  await expect(ensureTopics({ ...nobody, sasl }, TOPICS, 1)).rejects.toMatchObject({ code: 'log_refused' });
});

test('a user takes no part in the consumer group of another', async () => {
  const offsetsAs = async (user: LogUser) => {
    const { sasl } = clientOf(user);
    const account = sasl === undefined ? {} : { sasl };
    const kafka = new Kafka({ brokers: broker.brokers, logLevel: logLevel.NOTHING, ...account });
    const admin = kafka.admin({ retry: { retries: 8 } });
    await admin.connect();
    try {
      return await admin.fetchOffsets({ groupId: 'suanpan-rating', topics: ['usage.rated'] });
    } finally {
      await admin.disconnect();
    }
  };
  // The coordinator of a new cluster needs a moment; while it does, nobody is refused for good.
  for (const endsAt = performance.now() + 20_000; ; ) {
    const answer = await offsetsAs('rating').catch((error: Error) => error.message);
    if (Array.isArray(answer)) break;
    expect([answer, performance.now() < endsAt]).toEqual([answer, true]);
  }
  await expect(offsetsAs('quota')).rejects.toThrow(/authoriz|group coordinator/i);
}, 30_000);
