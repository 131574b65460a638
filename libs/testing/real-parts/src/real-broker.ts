import { isFault } from '@suanpan/fault';
import { type Broker, cacheFolder, freePort, startBroker } from '@suanpan/stack';
import { temporaryFolder } from './temporary-folder.ts';

/** A real Apache Kafka of the test's own, in a temporary folder on free ports. */
export interface RealBroker {
  /** host:port. */
  readonly address: string;
  /** The same as a list, for a client's `brokers`. */
  readonly brokers: string[];
  /** Kills it (SIGKILL). Its data stays. */
  crash(): Promise<void>;
  /** Starts it again on the same port with the same data. Resolves when a metadata request is answered. */
  restart(): Promise<void>;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
}

/** Starts, and moves to other ports when one was taken in the moment between finding and using it. */
type Settings = Readonly<Record<string, string>>;

async function start(
  folder: string,
  settings: Settings,
  tries: number,
): Promise<{ broker: Broker; port: number; controllerPort: number }> {
  const [port, controllerPort] = [await freePort(), await freePort()];
  try {
    const broker = await startBroker({
      ...{ folder, cacheFolder: cacheFolder(), port, controllerPort, quickStart: true, settings },
    });
    return { broker, port, controllerPort };
  } catch (error) {
    if (tries <= 1 || isFault(error, 'tool_missing')) throw error;
    return start(folder, settings, tries - 1);
  }
}

/** Starts a broker for a test, with settings of Kafka's own if it needs some. The first ever start fetches the jars. Fails with `tool_missing` without Java or Maven. */
export async function startRealBroker(settings: Settings = {}): Promise<RealBroker> {
  const folder = temporaryFolder('kafka');
  const { broker, port, controllerPort } = await start(folder.path, settings, 3).catch((error) => {
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
    async restart() {
      await child.stop();
      const options = {
        ...{ folder: folder.path, cacheFolder: cacheFolder(), port, controllerPort, quickStart: true, settings },
      };
      child = (await startBroker(options)).child;
    },
    async stop() {
      await child.stop();
      folder.remove();
    },
  };
}
