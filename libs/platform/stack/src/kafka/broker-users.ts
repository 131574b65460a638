import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@suanpan/fault';
import { lastWords } from '../process/last-words.ts';
import { freePort } from '../process/ports.ts';
import { type Say, silent } from '../process/say.ts';
import { waitUntil } from '../process/wait-until.ts';
import { brokerAnswers } from './broker-answers.ts';
import { type BrokerJvm, formatOnce, formatted, runKafka } from './jvm.ts';
import { BROKER_USER, type BrokerSecurity } from './security.ts';
import { type BrokerPlace, serverProperties } from './settings.ts';

const START_WITHIN_MS = 60_000;
const SCRAM = 'SCRAM-SHA-512';

/** Which users the node was given, with a digest of each password, so that a new one is noticed. */
type KnownUsers = Readonly<Record<string, string>>;

const digestOf = (password: string) => createHash('sha256').update(password).digest('hex');

/** Passwords go through files that only the owner reads: the list of processes shows every argument to everybody. */
function writePrivate(file: string, text: string): void {
  rmSync(file, { force: true });
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
}

function readKnown(file: string): KnownUsers {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as KnownUsers) : {};
}

/**
 * Formats the data folder once, and makes the node know the password of every SCRAM user. A new folder gets them when it is
 * formatted. An older one is opened for a moment on a free port, under a password that is made for that moment, because
 * a node takes SCRAM users only from a client that it knows.
 */
export async function keepBrokerUsers(
  jvm: BrokerJvm,
  folder: string,
  place: BrokerPlace,
  security: BrokerSecurity,
  say: Say,
): Promise<void> {
  const properties = join(folder, 'server.properties');
  if (security.mechanism !== SCRAM || !security.protocol.startsWith('SASL')) {
    return formatOnce(jvm, place.logFolder, properties);
  }
  const file = join(folder, 'users.json');
  const wanted: KnownUsers = Object.fromEntries(
    Object.entries(security.users).map(([name, password]) => [name, digestOf(password)]),
  );
  if (!formatted(place.logFolder)) {
    const args = Object.entries(security.users).flatMap(([name, password]) => [
      '--add-scram',
      `${SCRAM}=[name=${name},password=${password}]`,
    ]);
    const argsFile = join(folder, 'format-arguments');
    writePrivate(argsFile, args.join('\n'));
    try {
      await formatOnce(jvm, place.logFolder, properties, { more: [`@${argsFile}`] });
    } finally {
      rmSync(argsFile, { force: true });
    }
  } else {
    const known = readKnown(file);
    const missing = Object.keys(wanted).filter((name) => known[name] !== wanted[name]);
    if (missing.length === 0) return;
    say(`adding users to Kafka, once: ${missing.join(', ')}`);
    await addUsers(jvm, folder, place, Object.fromEntries(missing.map((name) => [name, security.users[name] ?? ''])));
  }
  writePrivate(file, JSON.stringify(wanted, null, 2));
}

async function addUsers(
  jvm: BrokerJvm,
  folder: string,
  place: BrokerPlace,
  users: Readonly<Record<string, string>>,
): Promise<void> {
  const password = randomBytes(32).toString('hex');
  const alone = { ...place, port: await freePort(), controllerPort: await freePort() };
  const security: BrokerSecurity = {
    protocol: 'SASL_PLAINTEXT',
    mechanism: 'PLAIN',
    users: { [BROKER_USER]: password },
    superUsers: [],
  };
  const files = ['server', 'client', 'user'].map((name) => join(folder, `adding-users-${name}.properties`));
  const [serverFile = '', clientFile = '', userFile = ''] = files;
  writePrivate(serverFile, serverProperties(alone, security));
  writePrivate(clientFile, clientProperties(password));
  const child = runKafka(jvm, ['-XX:TieredStopAtLevel=1'], ['kafka.Kafka', serverFile], silent);
  try {
    const failed = () => (child.isRunning() ? undefined : new Fault('part_failed', `Kafka ended: ${lastWords(child)}`));
    const sasl = { mechanism: 'plain', username: BROKER_USER, password } as const;
    const answers = () => brokerAnswers({ host: alone.host, port: alone.port, sasl });
    if (!(await waitUntil(answers, { timeoutMs: START_WITHIN_MS, everyMs: 50, failed }))) {
      throw new Fault('part_failed', 'Kafka did not start to take its new users.');
    }
    for (const [name, secret] of Object.entries(users)) {
      writePrivate(userFile, `${SCRAM}=password=${secret}\n`);
      await addUser(jvm, `${alone.host}:${alone.port}`, { clientFile, userFile, name });
    }
  } finally {
    await child.stop(START_WITHIN_MS);
    for (const file of files) rmSync(file, { force: true });
  }
}

function clientProperties(password: string): string {
  const jaas = `org.apache.kafka.common.security.plain.PlainLoginModule required username="${BROKER_USER}" password="${password}";`;
  return `security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=${jaas}\n`;
}

async function addUser(
  jvm: BrokerJvm,
  server: string,
  { clientFile, userFile, name }: { clientFile: string; userFile: string; name: string },
): Promise<void> {
  const main = ['kafka.admin.ConfigCommand', '--bootstrap-server', server, '--command-config', clientFile];
  const act = ['--alter', '--entity-type', 'users', '--entity-name', name, '--add-config-file', userFile];
  const run = runKafka(jvm, ['-XX:TieredStopAtLevel=1'], [...main, ...act], silent);
  const exit = await run.exited;
  if (exit.code === 0) return;
  throw new Fault('part_failed', `Kafka could not take the user ${name}: ${lastWords(run)}`, {
    internal: { exit, lines: run.lastLines() },
  });
}
