import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Fault } from '@suanpan/fault';
import { findProgram } from '../process/tools.ts';

/** A Java that can run the broker. */
export interface Java {
  readonly command: string;
  /** The whole text of `java -version`: a class archive fits this build of Java alone. */
  readonly version: string;
}

const NEEDED = 17;
const OTHERWISE =
  'Install a JDK 17 or later and Maven (Debian: `apt-get install openjdk-17-jdk-headless maven`), ' +
  'or set SUANPAN_KAFKA_BROKERS to the address of a broker that runs already.';

/** What a missing program looks like to a person: what to install, or which setting makes it unnecessary. */
export function toolMissing(what: string): Fault {
  return new Fault('tool_missing', `${what} The embedded Apache Kafka needs it. ${OTHERWISE}`);
}

function versionText(command: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(command, ['-version'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
    });
    child.on('error', () => resolve(''));
    child.on('close', (code) => resolve(code === 0 ? text : ''));
  });
}

/** Finds Java 17 or later (JAVA_HOME first, then PATH). Fails with `tool_missing`. */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<Java> {
  const home = env.JAVA_HOME;
  const command = home === undefined || home === '' ? findProgram('java', env) : join(home, 'bin', 'java');
  if (command === undefined) throw toolMissing('There is no `java` on the PATH.');
  const version = await versionText(command);
  const major = Number(/version "(\d+)/.exec(version)?.[1] ?? 'NaN');
  if (Number.isNaN(major)) throw toolMissing(`\`${command} -version\` does not work.`);
  if (major < NEEDED) throw toolMissing(`\`${command}\` is version ${major}, older than ${NEEDED}.`);
  return { command, version };
}

/** Finds Maven. Fails with `tool_missing`. */
export function findMaven(env: NodeJS.ProcessEnv = process.env): string {
  const command = findProgram('mvn', env);
  if (command === undefined) throw toolMissing('There is no `mvn` (Maven) on the PATH.');
  return command;
}
