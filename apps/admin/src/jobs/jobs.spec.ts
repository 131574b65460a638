import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Fault } from '@suanpan/fault';
import { inTransaction } from '@suanpan/postgres';
import { type RealPostgres, startRealPostgres } from '@suanpan/real-parts';
import { newServiceLog } from '@suanpan/service-runtime';
import type { DataSource } from 'typeorm';
import { connectAdminTables } from '../store/data-source.ts';
import { JobStore, LEASE_MS } from '../store/job-store.ts';
import { JobRunner } from './job-runner.ts';
import type { JobWorks } from './job-work.ts';

let postgres: RealPostgres;
let source: DataSource;
let now = 1_000_000;
let store: JobStore;

beforeAll(async () => {
  postgres = await startRealPostgres();
  source = await connectAdminTables(postgres.url);
  store = new JobStore(source, { now: () => now });
}, 60_000);
afterAll(async () => {
  await source.destroy();
  await postgres.stop();
});
beforeEach(() => source.query('TRUNCATE admin.job'));

const log = newServiceLog('spec', { SUANPAN_LOG: 'silent' });

function add(id: string, kind = 'count', request: unknown = null) {
  const job = { id, kind, root: 'acme', account: 'acme', actor: 'spec', reason: 'Spec.', request };
  return inTransaction(source, 'READ COMMITTED', (tables) => store.add(tables, job));
}

async function until(id: string, state: string) {
  for (;;) {
    const job = await store.find(id);
    if (job?.state === state) return job;
  }
}

async function withRunner<T>(works: JobWorks, act: (runner: JobRunner) => Promise<T>): Promise<T> {
  const runner = new JobRunner(store, works, log);
  runner.start();
  try {
    return await act(runner);
  } finally {
    await runner.close();
  }
}

test('two processes that look at once take two jobs, the oldest first, and a third finds none', async () => {
  await add('first');
  now += 1;
  await add('second');
  const taken = await Promise.all([store.take(), store.take(), store.take()]);
  expect(taken.flatMap((job) => (job === undefined ? [] : [job.id])).sort()).toEqual(['first', 'second']);
  expect((await store.find('first'))?.state).toBe('running');
});

test('a job whose process gave no sign of life is taken up where its last step was stored', async () => {
  await add('job');
  const first = await store.take();
  if (first === undefined) throw new RangeError('There is no job.');
  await store.step(first, { share: 0.5, cursor: { next: 7 } });
  expect(await store.take()).toBeUndefined();
  now += LEASE_MS + 1;
  expect(await store.take()).toMatchObject({ id: 'job', share: 0.5, cursor: { next: 7 } });
});

test('whoever lost a job stores nothing more, and nothing of what belongs to the step', async () => {
  await add('job');
  const lost = await store.take();
  now += LEASE_MS + 1;
  const heir = await store.take();
  if (lost === undefined || heir === undefined) throw new RangeError('There is no job.');
  const step = store.step(lost, { share: 1 }, async (tables) => {
    await tables.query("UPDATE admin.job SET reason = 'written by the loser'");
  });
  await expect(step).rejects.toMatchObject({ code: 'claim_superseded' });
  await expect(store.finish(lost, 'wrong')).rejects.toMatchObject({ code: 'claim_superseded' });
  await store.finish(heir, 'right');
  expect(await store.find('job')).toMatchObject({ state: 'done', result: 'right', reason: 'Spec.' });
});

test('a step whose writes fail is no step', async () => {
  await add('job');
  const job = await store.take();
  if (job === undefined) throw new RangeError('There is no job.');
  const failing = store.step(job, { share: 0.9, cursor: 9 }, async () => {
    throw new RangeError('spec');
  });
  await expect(failing).rejects.toThrow('spec');
  expect(await store.find('job')).toMatchObject({ share: 0 });
});

test('a job is done, and its progress seen on the way', async () => {
  await add('job', 'count', 3);
  const works: JobWorks = {
    count: async ({ request }, desk) => {
      for (let i = 1; i <= (request as number); i += 1) await desk.step({ share: i / 4, cursor: i });
      return { counted: request };
    },
  };
  const job = await withRunner(works, () => until('job', 'done'));
  expect(job).toMatchObject({ share: 1, cursor: 3, result: { counted: 3 } });
});

test('trouble that passes is tried again from the last step, anything else ends the job with its reason', async () => {
  await add('passing', 'passing');
  await add('wrong', 'wrong');
  await add('broken', 'broken');
  await add('unheard-of', 'unheard-of');
  let tries = 0;
  const works: JobWorks = {
    passing: async ({ cursor }, desk) => {
      tries += 1;
      await desk.step({ share: 0.5, cursor: ((cursor as number | undefined) ?? 0) + 1 });
      if (tries < 3) throw new Fault('ledger_unavailable', 'Gone for a while.');
      return 'there';
    },
    wrong: async () => {
      throw new Fault('plan_invalid', 'No such band.');
    },
    broken: async () => {
      throw new RangeError('a defect, with a secret in it');
    },
  };
  await withRunner(works, async (runner) => {
    for (const id of ['wrong', 'broken', 'unheard-of']) await until(id, 'failed');
    while ((await store.find('passing'))?.state !== 'done') {
      // While somebody works on it the clock stands still, or its lease would run out under him.
      const [job] = await source.query("SELECT owner FROM admin.job WHERE id = 'passing'");
      if (job.owner !== null) continue;
      now += 5_000;
      runner.ring();
    }
  });
  expect(await store.find('passing')).toMatchObject({ result: 'there', cursor: 3 });
  expect((await store.find('wrong'))?.error).toEqual({ code: 'plan_invalid', detail: 'No such band.' });
  for (const id of ['broken', 'unheard-of']) expect((await store.find(id))?.error?.code).toBe('internal');
  expect(JSON.stringify(await store.find('broken'))).not.toContain('secret');
}, 30_000);

test('a process that stops lets its jobs go at once, for others to go on with', async () => {
  await add('job', 'endless');
  const works: JobWorks = {
    endless: async (_, desk) => {
      await desk.step({ share: 0.1, cursor: 1 });
      await new Promise((resolve) => desk.signal.addEventListener('abort', resolve));
      throw new Fault('unavailable', 'The job goes on elsewhere.');
    },
  };
  await withRunner(works, async () => {
    while ((await store.find('job'))?.share !== 0.1);
  });
  now += 1_000;
  expect(await store.take()).toMatchObject({ id: 'job', cursor: 1 });
});

test('one id is one job', async () => {
  await add('job');
  await expect(add('job')).rejects.toMatchObject({ code: 'entity_exists' });
});
