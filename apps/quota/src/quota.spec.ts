import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { USAGE_RATED } from '@suanpan/facts';
import { connectKafkaLog, ensureTopics, type KafkaLog } from '@suanpan/kafka';
import { packClaim } from '@suanpan/rated-record';
import { type RealBroker, startRealBroker, temporaryFolder } from '@suanpan/real-parts';
import { freePort } from '@suanpan/stack';

const folder = temporaryFolder('quota');
let broker: RealBroker;
let log: KafkaLog;
let port: number;
let child: ChildProcess | undefined;

beforeAll(async () => {
  broker = await startRealBroker();
  await ensureTopics({ brokers: broker.brokers, clientId: 'spec' }, [USAGE_RATED], 2);
  log = await connectKafkaLog({ brokers: broker.brokers, clientId: 'spec' });
  port = await freePort();
}, 120_000);

afterAll(async () => {
  await stop();
  await log?.close();
  await broker?.stop();
  folder.remove();
});

function start(): void {
  const env = {
    ...process.env,
    ...{ SUANPAN_KAFKA_BROKERS: broker.address, SUANPAN_SHARDS: '2', SUANPAN_PORT: String(port) },
    SUANPAN_FOLD_DATA: folder.path,
  };
  child = spawn(process.execPath, [resolve(import.meta.dirname, '../dist/main.js')], { env, stdio: 'ignore' });
}

async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** What an address answers once that is as wanted; the last answer when it is not within 40 s. */
async function answerOf(path: string, wanted: (text: string) => boolean): Promise<string> {
  const deadline = performance.now() + 40_000;
  let text = '';
  while (!wanted(text) && performance.now() < deadline) {
    await delay(100);
    text = await fetch(`http://127.0.0.1:${port}${path}`).then(
      (answer) => answer.text(),
      () => '',
    );
  }
  return text;
}

const offsetIs = (offset: number) => (text: string) => text.includes(`"partition":0,"offset":${offset},`);

test('quota folds the rated log, keeps its position through a kill, and a record it must not trust shows in its health', async () => {
  const claim = packClaim({ shard: 0, claim: 'one', instance: 'spec' });
  await log.append(USAGE_RATED.name, 0, [claim]);
  start();
  const first = JSON.parse(await answerOf('/position', offsetIs(1)));
  expect(first).toMatchObject({ state: 'open', sources: [{ offset: 1, end: 1, lag: 0 }, { offset: 0 }] });
  expect(await answerOf('/health/ready', (text) => text.includes('"ready":true'))).toContain('"log":"ok"');
  expect(await answerOf('/metrics', (text) => text.includes('lag_records'))).toMatch(/lag_records\{.*\} 0/);
  await stop('SIGKILL');
  await log.append(USAGE_RATED.name, 0, [packClaim({ shard: 0, claim: 'two', instance: 'spec' })]);
  start();
  expect(await answerOf('/position', offsetIs(2))).toContain('"lag":0');
  await log.append(USAGE_RATED.name, 0, [Buffer.from('no record of ours')]);
  expect(await answerOf('/health/ready', (text) => text.includes('halted'))).toContain('quota is halted: log_corrupt');
  expect(JSON.parse(await answerOf('/position', (text) => text.includes('halted')))).toMatchObject({ state: 'halted' });
}, 180_000);
