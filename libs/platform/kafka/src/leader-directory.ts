import { Fault } from '@suanpan/fault';
import { addressText, type BrokerAddress, type BrokerConnections } from './broker-connections.ts';

type Leaders = ReadonlyMap<number, BrokerAddress>;

function seedAddress(text: string): BrokerAddress {
  const colon = text.lastIndexOf(':');
  const port = Number(text.slice(colon + 1));
  if (colon < 1 || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Fault('config_invalid', `"${text}" is not the host:port of a broker.`);
  }
  return { host: text.slice(0, colon), port };
}

/** Knows which broker leads each partition, and asks again once that proved stale. */
export class LeaderDirectory {
  readonly #connections: BrokerConnections;
  readonly #seeds: readonly BrokerAddress[];
  readonly #topics = new Map<string, Promise<Leaders>>();
  #learned: readonly BrokerAddress[] = [];

  constructor(connections: BrokerConnections, seeds: readonly string[]) {
    if (seeds.length === 0) throw new Fault('config_invalid', 'No broker is named.');
    this.#connections = connections;
    this.#seeds = seeds.map(seedAddress);
  }

  /** Asks one broker after the other for an answer until one gives it: the cluster's own view of itself. */
  async askAny<T>(ask: (at: BrokerAddress) => Promise<T>): Promise<T> {
    const all = new Map([...this.#learned, ...this.#seeds].map((at) => [addressText(at), at]));
    let last: unknown;
    for (const at of all.values()) {
      try {
        return await ask(at);
      } catch (error) {
        if (error instanceof Fault) throw error;
        last = error;
      }
    }
    throw last;
  }

  async leaderOf(topic: string, partition: number): Promise<BrokerAddress> {
    const known = this.#topics.get(topic);
    const asked = known ?? this.#ask(topic);
    if (known === undefined) this.#topics.set(topic, asked);
    try {
      const leader = (await asked).get(partition);
      if (leader !== undefined) return leader;
    } catch (error) {
      this.#forgetAnswer(topic, asked);
      throw error;
    }
    this.#forgetAnswer(topic, asked);
    throw new Fault('unavailable', `No broker leads ${topic}/${partition}; the topic may not have that partition.`);
  }

  /** What was known of a topic is stale. */
  forget(topic: string): void {
    this.#topics.delete(topic);
  }

  #forgetAnswer(topic: string, answer: Promise<Leaders>): void {
    if (this.#topics.get(topic) === answer) this.#topics.delete(topic);
  }

  #ask(topic: string): Promise<Leaders> {
    return this.askAny((at) =>
      this.#connections.lend(at, async (broker) => {
        const { brokers, topicMetadata } = await broker.metadata([topic]);
        const addresses = new Map(brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
        this.#learned = [...addresses.values()];
        const leaders = new Map<number, BrokerAddress>();
        for (const { partitionId, leader } of topicMetadata[0]?.partitionMetadata ?? []) {
          const address = addresses.get(leader);
          if (address !== undefined) leaders.set(partitionId, address);
        }
        return leaders;
      }),
    );
  }
}
