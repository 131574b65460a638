import { join } from 'node:path';
import { type Child, startChild } from '../process/child.ts';
import { type Say, silent } from '../process/say.ts';
import { workspaceTop } from '../top.ts';
import { resolveJars } from './jars.ts';
import { findJava } from './java.ts';

/** Runs one of Kafka's own measuring tools by the name of its main class, such as ProducerPerformance. */
export type KafkaTools = (main: string, args: readonly string[], onLine: Say) => Child;

/** Kafka's own measuring tools, for benchmarks. Their jars are fetched once. Fails with `tool_missing`. */
export async function kafkaTools(cacheFolder: string, say: Say = silent): Promise<KafkaTools> {
  const java = await findJava();
  const jars = await resolveJars(join(workspaceTop, 'deploy/kafka-tools/pom.xml'), cacheFolder, say);
  const flags = [
    '-Xmx512m',
    `-Dlog4j2.configurationFile=${join(workspaceTop, 'deploy/kafka/log4j2.properties')}`,
    '-cp',
    jars.classPath,
  ];
  return (main, args, onLine) =>
    startChild({ command: java.command, args: [...flags, `org.apache.kafka.tools.${main}`, ...args], onLine });
}
