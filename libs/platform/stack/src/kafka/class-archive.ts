import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { lastWords } from '../process/last-words.ts';
import { freePort } from '../process/ports.ts';
import { type Say, silent } from '../process/say.ts';
import { waitUntil } from '../process/wait-until.ts';
import { brokerAnswers } from './broker-answers.ts';
import type { Jars } from './jars.ts';
import type { Java } from './java.ts';
import { type BrokerJvm, formatOnce, JVM_FLAGS, runKafka } from './jvm.ts';

import { serverProperties } from './settings.ts';

/**
 * The class-data archive of the broker's classes for this Java, made once by running a broker in a temporary folder
 * (some seconds, 50 MB). With it the broker starts in about half the time. Java checks that it fits and ignores it
 * otherwise, so it can do no harm; when it cannot be made, that is said and the broker starts without.
 */
export async function classArchive(java: Java, jars: Jars, cache: string, say: Say): Promise<string | undefined> {
  const hash = createHash('sha256').update(java.version).update(jars.classPath).digest('hex').slice(0, 16);
  const archive = join(cache, `${basename(jars.folder)}-classes-${hash}.jsa`);
  if (existsSync(archive)) return archive;
  say("writing Kafka's class archive, once, so that later starts are quick");
  const partial = `${archive}.partial-${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), 'suanpan-classes-'));
  try {
    await recordClasses({ java, jars, flags: JVM_FLAGS }, folder, partial);
    renameSync(partial, archive);
    return archive;
  } catch (error) {
    say(`no class archive, starting without: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  } finally {
    rmSync(partial, { force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a broker until it answers, then stops it; Java writes the classes it loaded when it exits. */
async function recordClasses(jvm: BrokerJvm, folder: string, file: string): Promise<void> {
  const host = '127.0.0.1';
  const place = { host, port: await freePort(), controllerPort: await freePort(), logFolder: join(folder, 'log') };
  const propertiesFile = join(folder, 'server.properties');
  writeFileSync(propertiesFile, serverProperties(place));
  await formatOnce(jvm, place.logFolder, propertiesFile);
  const child = runKafka(jvm, [`-XX:ArchiveClassesAtExit=${file}`], ['kafka.Kafka', propertiesFile], silent);
  const failed = () => (child.isRunning() ? undefined : new Error(lastWords(child)));
  try {
    const ready = await waitUntil(() => brokerAnswers({ host, port: place.port }), {
      timeoutMs: 60_000,
      everyMs: 50,
      failed,
    });
    if (!ready) throw new Error('the broker did not answer');
  } finally {
    await child.stop(60_000);
  }
  if (!existsSync(file)) throw new Error('Java wrote none');
}
