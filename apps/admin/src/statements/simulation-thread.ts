// Simulates in a thread of its own: a curve keeps a processor busy for seconds, in which the service must go on answering.
import { parentPort, workerData } from 'node:worker_threads';
import { connectClickHouse } from '@suanpan/clickhouse';
import { isFault } from '@suanpan/fault';
import type { SimulationTask, SimulationWord } from './in-thread.ts';
import { findBestCommitment, whatIf } from './simulate.ts';

const task = workerData as SimulationTask;
const say = (word: SimulationWord) => parentPort?.postMessage(word);
const clickhouse = connectClickHouse(task.ledger);
try {
  const { facts, root, revision } = task;
  const parts = { clickhouse, facts, root, revision, told: (share: number) => say({ share }) };
  const result =
    task.kind === 'what-if' ? await whatIf(parts, task.question) : await findBestCommitment(parts, task.question);
  say({ result });
} catch (error) {
  if (!isFault(error)) throw error;
  say({ fault: { code: error.code, detail: error.detail } });
} finally {
  await clickhouse.close();
}
