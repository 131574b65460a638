import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type BrokerOptions, type Child, cacheFolder, freePort, newClusterId, startBroker } from '@suanpan/stack';
import kafkajs, { type Admin } from 'kafkajs';
import { temporaryFolder } from './temporary-folder.ts';

/** A real Kafka cluster of three brokers, each a JVM of its own: replication factor 3, two replicas in sync at least. */
export interface RealCluster {
  /** host:port of the three. */
  readonly brokers: readonly string[];
  /** Kills a broker (SIGKILL), counted from 0. Its data stays. */
  crash(node: number): Promise<void>;
  /** Stops a broker in order. */
  stopBroker(node: number): Promise<void>;
  /** Starts a broker again with the same data, and resolves when every replica is in sync. */
  restart(node: number): Promise<void>;
  /** Which broker leads a partition now. */
  leaderOf(topic: string, partition: number): Promise<number>;
  /** Stops all and removes their folders. */
  stop(): Promise<void>;
}

const NODES = [0, 1, 2] as const;
const IN_SYNC_WITHIN_MS = 60_000;
const HEAP_MEBIBYTES = 256;

interface Ports {
  readonly port: number;
  readonly controllerPort: number;
}

/** What makes three nodes one cluster, and its internal topics as safe as ours. */
function clusterSettings(node: number, ports: readonly Ports[]): Readonly<Record<string, string>> {
  const voters = ports.map(({ controllerPort }, index) => `${index + 1}@127.0.0.1:${controllerPort}`);
  return {
    'node.id': String(node + 1),
    'controller.quorum.voters': voters.join(','),
    'min.insync.replicas': '2',
    'offsets.topic.replication.factor': '3',
    'transaction.state.log.replication.factor': '3',
    'transaction.state.log.min.isr': '2',
    'share.coordinator.state.topic.replication.factor': '3',
    'share.coordinator.state.topic.min.isr': '2',
  };
}

/** Starts the three beside each other; a node answers once the quorum stands. */
export async function startRealCluster(): Promise<RealCluster> {
  const folder = temporaryFolder('cluster');
  const ports: Ports[] = [];
  for (const _ of NODES) ports.push({ port: await freePort(), controllerPort: await freePort() });
  const clusterId = newClusterId();
  const optionsOf = (node: number): BrokerOptions => ({
    folder: join(folder.path, `node-${node}`),
    cacheFolder: cacheFolder(),
    quickStart: true,
    heapMebibytes: HEAP_MEBIBYTES,
    clusterId,
    settings: clusterSettings(node, ports),
    ...(ports[node] as Ports),
  });
  const children: Child[] = await Promise.all(NODES.map(async (node) => (await startBroker(optionsOf(node))).child));
  const brokers = ports.map(({ port }) => `127.0.0.1:${port}`);
  const client = new kafkajs.Kafka({ brokers, clientId: 'cluster', logLevel: kafkajs.logLevel.NOTHING });
  return {
    brokers,
    async crash(node) {
      await children[node]?.kill();
    },
    async stopBroker(node) {
      await children[node]?.stop();
    },
    async restart(node) {
      await children[node]?.stop();
      children[node] = (await startBroker(optionsOf(node))).child;
      await asked(client.admin(), untilInSync);
    },
    leaderOf: (topic, partition) =>
      asked(client.admin(), async (admin) => {
        const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
        const found = topics[0]?.partitions.find(({ partitionId }) => partitionId === partition);
        if (found === undefined) throw new RangeError(`${topic}/${partition} does not exist.`);
        return found.leader - 1;
      }),
    async stop() {
      await Promise.all(children.map((child) => child.stop()));
      folder.remove();
    },
  };
}

async function asked<T>(admin: Admin, ask: (admin: Admin) => Promise<T>): Promise<T> {
  await admin.connect();
  try {
    return await ask(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Until no partition lacks a replica. */
async function untilInSync(admin: Admin): Promise<void> {
  for (const endsAt = performance.now() + IN_SYNC_WITHIN_MS; ; ) {
    const { topics } = await admin.fetchTopicMetadata();
    const behind = topics.flatMap(({ name, partitions }) =>
      partitions
        .filter(({ isr, replicas, leader }) => isr.length < replicas.length || leader < 0)
        .map(({ partitionId }) => `${name}/${partitionId}`),
    );
    if (behind.length === 0) return;
    if (performance.now() > endsAt) throw new Error(`Replicas are not in sync: ${behind.join(', ')}.`);
    await delay(100);
  }
}
