import { afterEach, expect, test } from '@jest/globals';
import { CATALOGUE_GENESIS, Catalogue, packRevision, unpackRevision } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { MemoryLog } from '@suanpan/kafka';
import { type CatalogueFollower, type FollowOptions, followCatalogue } from './follow-catalogue.ts';

/** Revisions 1 to n, each making one root, as they stand on the topic. */
function revisions(n: number): Buffer[] {
  const packed: Buffer[] = [];
  let prev = CATALOGUE_GENESIS;
  for (let revision = 1; revision <= n; revision += 1) {
    const id = `root_${revision}`;
    const after = { id, name: id, shard: 0, zone: 'UTC' };
    const changes = [{ entity: 'root' as const, id, before: null, after }];
    const value = packRevision({ v: 1, revision, prev, at: 1_000, actor: 'spec', reason: 'spec', changes });
    prev = unpackRevision(value).hash;
    packed.push(value);
  }
  return packed;
}

const open: CatalogueFollower[] = [];
afterEach(async () => {
  for (const follower of open.splice(0)) await follower.stop();
});

function follow(log: MemoryLog, options: FollowOptions = {}) {
  const catalogue = new Catalogue();
  const follower = followCatalogue(log, catalogue, { readWaitMs: 20, ...options });
  open.push(follower);
  return { catalogue, follower };
}

async function logOf(values: readonly Uint8Array[]): Promise<MemoryLog> {
  const log = new MemoryLog();
  await log.append('catalogue.changes', 0, values);
  return log;
}

test('an empty topic is caught up at revision 0', async () => {
  const { follower } = follow(new MemoryLog());
  await expect(follower.caughtUp).resolves.toBe(0);
});

test('everything on the topic is applied before caughtUp, in order, and what comes later follows', async () => {
  const all = revisions(5);
  const log = await logOf(all.slice(0, 3));
  const seen: number[] = [];
  const { catalogue, follower } = follow(log, { onRevision: (sealed) => seen.push(sealed.revision.revision) });
  await expect(follower.caughtUp).resolves.toBe(3);
  await log.append('catalogue.changes', 0, all.slice(3));
  await follower.waitForRevision(5, 2_000);
  expect(seen).toEqual([1, 2, 3, 4, 5]);
  expect(catalogue.asOf(4).root('root_5')).toBeUndefined();
  expect(catalogue.asOf(5).root('root_5')).toBeDefined();
});

test('a repeated newest revision is passed over and not reported twice', async () => {
  const [one, two] = revisions(2) as [Buffer, Buffer];
  const seen: number[] = [];
  const { follower } = follow(await logOf([one, one, two, two]), {
    onRevision: (sealed) => seen.push(sealed.revision.revision),
  });
  await expect(follower.caughtUp).resolves.toBe(2);
  expect(seen).toEqual([1, 2]);
});

test('passing faults are tried again until they pass', async () => {
  const log = await logOf(revisions(2));
  for (let i = 0; i < 4; i += 1) log.faults.push(new Fault('unavailable', 'The broker is away.'));
  const retries: number[] = [];
  const { follower } = follow(log, { onRetry: (_error, tries) => retries.push(tries) });
  await expect(follower.caughtUp).resolves.toBe(2);
  expect(retries).toEqual([1, 2, 3, 4]);
  expect(follower.error).toBeUndefined();
});

test.each([
  ['a missing revision', () => revisions(3).filter((_, i) => i !== 1), 'catalogue_broken'],
  ['a corrupt record', () => [...revisions(1), Buffer.from('damaged')], 'log_corrupt'],
])('%s stops the follower, and everybody who waits is told', async (_name, values, code) => {
  const log = await logOf(values());
  const reported: Error[] = [];
  const { follower } = follow(log, { onFailed: (error) => reported.push(error) });
  const wait = follower.waitForRevision(3, 5_000);
  await expect(wait).rejects.toMatchObject({ code });
  await expect(follower.caughtUp).rejects.toMatchObject({ code });
  await expect(follower.failed).resolves.toMatchObject({ code });
  await expect(follower.waitForRevision(3, 5_000)).rejects.toMatchObject({ code });
  expect(reported).toMatchObject([{ code }]);
  expect(follower.revision).toBe(1);
});

test('a topic that lost its end under a follower stops it', async () => {
  const log = await logOf(revisions(3));
  const { follower } = follow(log);
  await follower.caughtUp;
  log.truncate(CATALOGUE_CHANGES.name, 0, 2);
  await expect(follower.failed).resolves.toMatchObject({ code: 'log_truncated' });
});

test('a topic that lost its start stops the follower', async () => {
  const log = await logOf(revisions(3));
  log.start = 1;
  const { follower } = follow(log);
  await expect(follower.failed).resolves.toMatchObject({ code: 'log_gap' });
});

test('a revision beyond the end of the topic is unknown as soon as the end is reached, not after the timeout', async () => {
  const { follower } = follow(await logOf(revisions(2)));
  await follower.caughtUp;
  await expect(follower.waitForRevision(3, 600_000)).rejects.toMatchObject({ code: 'revision_unknown' });
  await expect(follower.waitForRevision(2, 600_000)).resolves.toBeUndefined();
});

test('a wait is refused as passing when the log cannot tell within the time', async () => {
  const log = await logOf(revisions(2));
  const { follower } = follow(log);
  await follower.caughtUp;
  for (let i = 0; i < 1_000; i += 1) log.faults.push(new Fault('unavailable', 'The broker is away.'));
  await expect(follower.waitForRevision(3, 60)).rejects.toMatchObject({ code: 'unavailable' });
});

test('what is on the topic when somebody asks for all is applied when they are told, however many ask at once', async () => {
  const all = revisions(40);
  const log = await logOf([]);
  const { follower } = follow(log, { readWaitMs: 1_000 });
  await follower.caughtUp;
  for (const [i, revision] of all.entries()) {
    const before = follower.waitForAll(2_000);
    await log.append('catalogue.changes', 0, [revision]);
    await Promise.all([before, ...Array.from({ length: 5 }, () => follower.waitForAll(2_000))]);
    expect(follower.revision).toBe(i + 1);
  }
});

test('a thousand who ask for all at once cost the log two questions', async () => {
  const log = await logOf(revisions(1));
  const { follower } = follow(log);
  await follower.caughtUp;
  const bounds = log.bounds.bind(log);
  let asked = 0;
  log.bounds = (...args) => {
    asked += 1;
    return bounds(...args);
  };
  await Promise.all(Array.from({ length: 1_000 }, () => follower.waitForAll(2_000)));
  expect(asked).toBe(2);
});

test('who asks for all is refused as passing while the log does not tell', async () => {
  const log = await logOf(revisions(2));
  const { follower } = follow(log);
  await follower.caughtUp;
  for (let i = 0; i < 1_000; i += 1) log.faults.push(new Fault('unavailable', 'The broker is away.'));
  await expect(follower.waitForAll(60)).rejects.toMatchObject({ code: 'unavailable' });
});

test('stopping ends the follower, and open waits are refused', async () => {
  const log = await logOf(revisions(1));
  const { follower } = follow(log, { readWaitMs: 10_000 });
  await follower.caughtUp;
  log.faults.push(new Fault('unavailable', 'The broker is away.'));
  const wait = expect(follower.waitForRevision(2, 60_000)).rejects.toMatchObject({ code: 'unavailable' });
  const stopped = follower.stop();
  log.truncate(CATALOGUE_CHANGES.name, 0, 1);
  await stopped;
  await wait;
  expect(follower.error).toBeUndefined();
});

test('a signal that fired before the start means that nothing is followed', async () => {
  const { follower } = follow(await logOf(revisions(1)), { signal: AbortSignal.abort() });
  await expect(follower.caughtUp).rejects.toMatchObject({ code: 'unavailable' });
  expect(follower.revision).toBe(0);
});
