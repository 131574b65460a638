import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@suanpan/fault';
import type { Child } from '../process/child.ts';
import { lastWords } from '../process/last-words.ts';
import { demandPort } from '../process/ports.ts';
import { type Say, silent } from '../process/say.ts';
import { waitUntil } from '../process/wait-until.ts';
import { workspaceTop } from '../top.ts';
import { keepAccess } from './broker-access.ts';
import { asBroker, type BrokerQuestion, brokerAnswers } from './broker-answers.ts';
import { keepBrokerUsers } from './broker-users.ts';
import { classArchive } from './class-archive.ts';
import { resolveJars } from './jars.ts';
import { findJava } from './java.ts';
import { type BrokerJvm, formatOnce, JVM_FLAGS, runKafka } from './jvm.ts';
import type { BrokerSecurity } from './security.ts';
import { serverProperties } from './settings.ts';

export interface BrokerOptions {
  /** Keeps the broker's files between starts. */
  readonly folder: string;
  readonly cacheFolder: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly host?: string;
  /** Who may connect and do what; whoever reaches the port may do everything without it. */
  readonly security?: BrokerSecurity;
  /** Compile quickly rather than well: faster to start, slower under load. For tests. */
  readonly quickStart?: boolean;
  /** More of Kafka's own settings, for tests. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The cluster a new folder belongs to, for tests with several nodes. */
  readonly clusterId?: string;
  /** The most the JVM's heap may take; 512 if absent. */
  readonly heapMebibytes?: number;
  /** Progress for a person. */
  readonly say?: Say;
  /** The broker's own output. */
  readonly onLine?: Say;
}

/** A running broker. */
export interface Broker {
  /** host:port, for a client's `brokers`. */
  readonly address: string;
  readonly child: Child;
}

const READY_WITHIN_MS = 60_000;

/** The broker's JVM with its jars and, if one can be made, its class archive. Fetches what is missing. */
export async function prepareBroker(cacheFolder: string, say: Say = silent): Promise<BrokerJvm> {
  const java = await findJava();
  const jars = await resolveJars(join(workspaceTop, 'deploy/kafka/pom.xml'), cacheFolder, say);
  const archive = await classArchive(java, jars, cacheFolder, say);
  return { java, jars, flags: archive === undefined ? JVM_FLAGS : [...JVM_FLAGS, `-XX:SharedArchiveFile=${archive}`] };
}

/** Starts the broker and resolves when a client's metadata request is answered. */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { folder, port, controllerPort, host = '127.0.0.1', security, say = silent, onLine = silent } = options;
  await demandPort('Kafka', port, 'SUANPAN_KAFKA_PORT', host);
  await demandPort("Kafka's controller", controllerPort, 'SUANPAN_KAFKA_CONTROLLER_PORT', host);
  const jvm = await prepareBroker(options.cacheFolder, say);
  const logFolder = join(folder, 'log');
  const propertiesFile = join(folder, 'server.properties');
  const place = { host, port, controllerPort, logFolder, more: options.settings ?? {} };
  // Records lie here in the clear, and the settings hold passwords: nobody else may enter, in an older installation either.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  rmSync(propertiesFile, { force: true });
  writeFileSync(propertiesFile, serverProperties(place, security), { mode: 0o600 });
  if (security === undefined) await formatOnce(jvm, logFolder, propertiesFile, { clusterId: options.clusterId });
  else await keepBrokerUsers(jvm, folder, place, security, say);
  const extra = [
    ...(options.quickStart === true ? ['-XX:TieredStopAtLevel=1'] : []),
    ...(options.heapMebibytes === undefined ? [] : [`-Xmx${options.heapMebibytes}m`]),
  ];
  const child = runKafka(jvm, extra, ['kafka.Kafka', propertiesFile], onLine);
  const question = { host, port, ...(security === undefined ? {} : asBroker(security)) };
  await untilReady(child, question);
  if (security?.acls !== undefined) {
    await keepAccess(question, security.acls).catch(async (error) => {
      await child.kill();
      throw error;
    });
  }
  return { address: `${host}:${port}`, child };
}

async function untilReady(child: Child, question: BrokerQuestion): Promise<void> {
  const failed = () =>
    child.isRunning()
      ? undefined
      : new Fault('part_failed', `Kafka ended while starting: ${lastWords(child)}`, {
          internal: { lines: child.lastLines() },
        });
  const limits = { timeoutMs: READY_WITHIN_MS, everyMs: 25, failed };
  if (await waitUntil(() => brokerAnswers(question), limits)) return;
  await child.kill();
  throw new Fault('part_failed', `Kafka did not answer a metadata request within ${READY_WITHIN_MS / 1000} s.`, {
    internal: { lines: child.lastLines() },
  });
}
