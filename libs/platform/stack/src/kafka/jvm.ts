import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@suanpan/fault';
import { type Child, startChild } from '../process/child.ts';
import { lastWords } from '../process/last-words.ts';
import { type Say, silent } from '../process/say.ts';
import { workspaceTop } from '../top.ts';
import type { Jars } from './jars.ts';
import type { Java } from './java.ts';

/** Everything a JVM with the broker's classes needs before its main class. */
export interface BrokerJvm {
  readonly java: Java;
  readonly jars: Jars;
  readonly flags: readonly string[];
}

/** SerialGC: a third less memory than G1 and faster on few cores. */
export const JVM_FLAGS: readonly string[] = [
  '-Xms128m',
  '-Xmx512m',
  '-XX:+UseSerialGC',
  '-Xshare:auto',
  '-Xlog:disable',
  '-Xlog:all=error:stderr',
  '-Djava.awt.headless=true',
  `-Dlog4j2.configurationFile=${join(workspaceTop, 'deploy/kafka/log4j2.properties')}`,
];

/** Runs one of the broker's classes. */
export function runKafka(jvm: BrokerJvm, extra: readonly string[], main: readonly string[], onLine: Say): Child {
  const args = [...jvm.flags, ...extra, '-cp', jvm.jars.classPath, ...main];
  // Java names files in the encoding of the locale; under the plain C locale it knows no letters beyond ASCII.
  return startChild({ command: jvm.java.command, args, env: { LC_ALL: 'C.UTF-8' }, onLine });
}

/** The id of a new cluster, as Kafka writes it. */
export function newClusterId(): string {
  return randomBytes(16).toString('base64url');
}

/** Whether the data folder has been formatted: `meta.properties` is written last. */
export function formatted(logFolder: string): boolean {
  return existsSync(join(logFolder, 'meta.properties'));
}

/** What a new data folder is formatted with. */
export interface Format {
  /** The cluster the node belongs to; a cluster of its own if absent. */
  readonly clusterId?: string | undefined;
  /** Further arguments of `kafka-storage format`. */
  readonly more?: readonly string[];
}

/** Formats the data folder once. */
export async function formatOnce(
  jvm: BrokerJvm,
  logFolder: string,
  propertiesFile: string,
  { clusterId = newClusterId(), more = [] }: Format = {},
): Promise<void> {
  if (formatted(logFolder)) return;
  // One id in 64 begins with a hyphen, and would read as an option of its own.
  const main = ['kafka.tools.StorageTool', 'format', `--cluster-id=${clusterId}`, '--config', propertiesFile, ...more];
  const run = runKafka(jvm, ['-XX:TieredStopAtLevel=1'], main, silent);
  const exit = await run.exited;
  if (exit.code === 0) return;
  throw new Fault('part_failed', `Kafka could not format ${logFolder}: ${lastWords(run)}`, {
    internal: { exit, lines: run.lastLines() },
  });
}
