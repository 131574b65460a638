import { setTimeout as delay } from 'node:timers/promises';
import { USAGE_EVENTS } from '@suanpan/facts';
import { type RealCluster, startRealCluster } from '@suanpan/real-parts';
import { type ChaosReport, disturbStack } from './run-chaos.ts';

/** How often to lose brokers of a cluster of three. */
export interface BrokerLossPlan {
  /** Rounds of: kill any one, kill the leader of the shard that is written to, restart all in turn. */
  readonly rounds: number;
  /** How long to go on with a broker less, milliseconds. */
  readonly withoutMs: number;
  readonly say: (line: string) => void;
}

/**
 * Runs the stack on a Kafka of three brokers (replication factor 3, two in sync at least) and takes one broker away at a
 * time, under load. One that is away must cost nothing but a moment.
 */
export async function loseBrokers(plan: BrokerLossPlan): Promise<ChaosReport> {
  const cluster = await startRealCluster();
  try {
    return await disturbStack({
      settings: { SUANPAN_KAFKA_BROKERS: cluster.brokers.join(',') },
      say: plan.say,
      async disturb(_stack, { shard }) {
        const done = { anyone: 0, leader: 0, rolling: 0 };
        for (let round = 0; round < plan.rounds; round += 1) {
          await lose(cluster, round % 3, plan);
          done.anyone += 1;
          await lose(cluster, await cluster.leaderOf(USAGE_EVENTS.name, shard), plan);
          done.leader += 1;
          await rollingRestart(cluster, plan);
          done.rolling += 1;
        }
        await delay(plan.withoutMs);
        return done;
      },
    });
  } finally {
    await cluster.stop();
  }
}

async function lose(cluster: RealCluster, node: number, { withoutMs, say }: BrokerLossPlan): Promise<void> {
  await delay(withoutMs);
  await cluster.crash(node);
  say(`killed broker ${node + 1}`);
  await delay(withoutMs);
  await cluster.restart(node);
  say(`broker ${node + 1} is in sync again`);
}

async function rollingRestart(cluster: RealCluster, { say }: BrokerLossPlan): Promise<void> {
  for (const node of [0, 1, 2]) {
    await cluster.stopBroker(node);
    await cluster.restart(node);
    say(`restarted broker ${node + 1}`);
  }
}
