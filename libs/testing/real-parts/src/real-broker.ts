import { isFault } from '@suanpan/fault';
import {
  type Broker,
  type BrokerOptions,
  type BrokerSecurity,
  cacheFolder,
  freePort,
  startBroker,
} from '@suanpan/stack';
import { temporaryFolder } from './temporary-folder.ts';

/** A real Apache Kafka of the test's own, in a temporary folder on free ports. */
export interface RealBroker {
  /** host:port. */
  readonly address: string;
  /** The same as a list, for a client's `brokers`. */
  readonly brokers: string[];
  /** Kills it (SIGKILL). Its data stays. */
  crash(): Promise<void>;
  /**
   * Starts it again on the same port with the same data, under other security if that is given. Resolves when a metadata
   * request is answered.
   */
  restart(security?: BrokerSecurity): Promise<void>;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
}

type BrokerPorts = Pick<BrokerOptions, 'port' | 'controllerPort'>;
type FixedOptions = Omit<BrokerOptions, keyof BrokerPorts>;

/** Starts, and moves to other ports when one was taken in the moment between finding and using it. */
async function start(options: FixedOptions, tries: number): Promise<{ broker: Broker; at: BrokerPorts }> {
  const at = { port: await freePort(), controllerPort: await freePort() };
  try {
    return { broker: await startBroker({ ...options, ...at }), at };
  } catch (error) {
    if (tries <= 1 || isFault(error, 'tool_missing')) throw error;
    return start(options, tries - 1);
  }
}

/**
 * Starts a broker for a test, with settings of Kafka's own if it needs some; without `security` it serves whoever reaches its
 * port. The first ever start fetches the jars. Fails with `tool_missing` without Java or Maven.
 */
export async function startRealBroker({
  security,
  ...more
}: Pick<BrokerOptions, 'security' | 'settings'> = {}): Promise<RealBroker> {
  // Whatever holds in a folder of such a name holds in a plain one.
  const folder = temporaryFolder('kafka 算盘 ü');
  const options: FixedOptions = {
    folder: folder.path,
    cacheFolder: cacheFolder(),
    quickStart: true,
    ...more,
    ...(security === undefined ? {} : { security }),
  };
  const { broker, at } = await start(options, 3).catch((error) => {
    folder.remove();
    throw error;
  });
  let child = broker.child;
  return {
    address: broker.address,
    brokers: [broker.address],
    async crash() {
      await child.kill();
    },
    async restart(changed = security) {
      await child.stop();
      const same = changed === undefined ? options : { ...options, security: changed };
      child = (await startBroker({ ...same, ...at })).child;
    },
    async stop() {
      await child.stop();
      folder.remove();
    },
  };
}
