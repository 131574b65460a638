import { Fault } from '@suanpan/fault';
import { refuseIncompatible } from './broker-versions.ts';
import type { FullKafkaSettings } from './kafka-settings.ts';
import {
  defaultSocketFactory,
  newConnectionPools,
  newWireBroker,
  newWireLogger,
  type WireBroker,
  type WireLogger,
} from './kafkajs-parts.ts';
import { doubledLogCreatorFor } from './quiet.ts';

const INFO = 4;
const IDLE_MAX_PER_BROKER = 8;

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

export function addressText({ host, port }: BrokerAddress): string {
  return `${host}:${port}`;
}

/**
 * Connections to brokers, lent to one request at a time: a broker serves the requests of one connection one after
 * the other, so a read that waits for records would hold up every append behind it.
 */
export class BrokerConnections {
  readonly #pools: ReturnType<typeof newConnectionPools>;
  readonly #logger: WireLogger;
  readonly #idle = new Map<string, WireBroker[]>();
  readonly #lent = new Set<WireBroker>();
  #closed = false;

  constructor(settings: FullKafkaSettings) {
    this.#logger = newWireLogger({ level: INFO, logCreator: doubledLogCreatorFor(settings.logger) });
    this.#pools = newConnectionPools({
      logger: this.#logger,
      socketFactory: settings.socketFactory ?? defaultSocketFactory(),
      brokers: [...settings.brokers],
      ssl: settings.ssl,
      sasl: settings.sasl,
      clientId: settings.clientId,
      connectionTimeout: settings.connectTimeoutMs,
      requestTimeout: settings.requestTimeoutMs,
      enforceRequestTimeout: true,
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Lends a connection for the time of `act`. After any error the connection is given up, for its state is unknown. */
  async lend<T>(at: BrokerAddress, act: (broker: WireBroker) => Promise<T>): Promise<T> {
    if (this.#closed) throw new Fault('unavailable', 'The connection to the broker has been closed.');
    const key = addressText(at);
    const broker = this.#idle.get(key)?.pop() ?? (await this.#open(at));
    this.#lent.add(broker);
    try {
      if (!broker.isConnected()) {
        await broker.connect();
        refuseIncompatible(key, broker.versions ?? {});
      }
      const answer = await act(broker);
      this.#lent.delete(broker);
      this.#keep(key, broker);
      return answer;
    } catch (error) {
      this.#lent.delete(broker);
      this.#giveUp(broker);
      // Its idle neighbours broke with it more often than not, and opening one anew is cheap.
      for (const neighbour of this.#idle.get(key)?.splice(0) ?? []) this.#giveUp(neighbour);
      throw error;
    }
  }

  /** Gives up every connection; requests on their way fail. */
  close(): void {
    this.#closed = true;
    for (const broker of [...this.#lent, ...[...this.#idle.values()].flat()]) this.#giveUp(broker);
    this.#idle.clear();
  }

  async #open(at: BrokerAddress): Promise<WireBroker> {
    return newWireBroker({
      connectionPool: await this.#pools.build(at),
      logger: this.#logger,
      allowAutoTopicCreation: false,
      authenticationTimeout: 10_000,
    });
  }

  #keep(key: string, broker: WireBroker): void {
    const idle = this.#idle.get(key) ?? [];
    this.#idle.set(key, idle);
    if (this.#closed || idle.length >= IDLE_MAX_PER_BROKER) this.#giveUp(broker);
    else idle.push(broker);
  }

  /** kafkajs waits for open requests before it disconnects; these are of no use any more and are failed first. */
  #giveUp(broker: WireBroker): void {
    for (const socket of broker.connectionPool.pool) {
      socket.rejectRequests(new Fault('unavailable', 'The connection to the broker was given up.'));
    }
    void broker.disconnect().finally(() => {
      for (const { socket } of broker.connectionPool.pool) socket?.destroy();
    });
  }
}
