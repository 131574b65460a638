import { expect, test } from '@jest/globals';
import { USAGE_EVENTS } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { MemoryLog } from '@suanpan/kafka';
import { SourceWatch } from './source-watch.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SHARD = 1;

function scene() {
  const log = new MemoryLog(NOON);
  const at = { now: NOON, elapsed: 0, appendedAt: NOON };
  const changes: (string | undefined)[] = [];
  const watch = new SourceWatch({
    log,
    clock: { now: () => at.now },
    elapsed: () => at.elapsed,
    onChange: (_shard, code) => void changes.push(code),
  });
  const append = async (text: string, shard = SHARD) => {
    watch.assertTakes(shard);
    const values = [Buffer.from(text)];
    const offset = await log.append(USAGE_EVENTS.name, shard, values);
    watch.acknowledged(shard, { offset, appendedAt: at.appendedAt }, values);
  };
  return { log, at, changes, watch, append };
}

test.each([
  ['11 minutes ahead', 11 * MINUTE_MS],
  ['36 days ahead', 36 * DAY_MS],
  ['11 minutes behind', -11 * MINUTE_MS],
  ['years behind', -3000 * DAY_MS],
])('a broker whose clock is %s: the shard is refused, other shards are not, and it is tried again', async (_, skew) => {
  const { at, changes, watch, append } = scene();
  at.appendedAt = NOON + skew;
  await append('a');
  await expect(append('b')).rejects.toMatchObject({ code: 'clock_disagrees', retryAfterSeconds: 10 });
  expect([...watch.refused]).toEqual([[SHARD, 'clock_disagrees']]);
  watch.assertTakes(SHARD + 1);
  at.elapsed = 10_000;
  await append('b');
  await expect(append('c')).rejects.toMatchObject({ code: 'clock_disagrees' });
  at.elapsed = 20_000;
  at.appendedAt = NOON;
  await append('c');
  await append('d');
  expect(changes).toEqual(['clock_disagrees', undefined]);
  expect(watch.refused.size).toBe(0);
});

test('clocks that differ by less, and a broker that tells no time, are taken', async () => {
  const { at, append } = scene();
  for (const appendedAt of [NOON + 10 * MINUTE_MS, NOON - 10 * MINUTE_MS, -1, NOON]) {
    at.appendedAt = appendedAt;
    await append('x');
  }
});

test.each([
  ['created anew', 0],
  ['cut', 2],
])('a source that was %s is seen by the next acknowledgement, and refused from then on', async (_, end) => {
  const { log, append, watch, changes } = scene();
  for (const text of ['a', 'b', 'c']) await append(text);
  log.truncate(USAGE_EVENTS.name, SHARD, end);
  await expect(append('d')).rejects.toMatchObject({ code: 'log_replaced' });
  await expect(append('e')).rejects.toMatchObject({ code: 'log_replaced' });
  await append('other', SHARD + 1);
  expect(changes).toEqual(['log_replaced']);
  expect([...watch.refused]).toEqual([[SHARD, 'log_replaced']]);
});

test.each([
  ['cut', 1, 0],
  ['created anew and longer than before', 0, 5],
])('a source that was %s is seen while nobody writes', async (_, end, foreign) => {
  const { log, append, watch } = scene();
  for (const text of ['a', 'b', 'c']) await append(text);
  await watch.prove();
  await append('d');
  log.truncate(USAGE_EVENTS.name, SHARD, end);
  for (let i = 0; i < foreign; i += 1) await log.append(USAGE_EVENTS.name, SHARD, [Buffer.from('foreign')]);
  await watch.prove();
  await expect(append('e')).rejects.toMatchObject({ code: 'log_replaced' });
});

test('a record that is not shown yet is waited for, and is gone only when it stays away', async () => {
  const { at, log, append, watch } = scene();
  for (const text of ['a', 'b', 'c']) await append(text);
  const hidden = log.records(USAGE_EVENTS.name, SHARD).splice(2);
  await watch.prove();
  at.elapsed += 29_000;
  await watch.prove();
  expect(watch.refused.size).toBe(0);
  log.records(USAGE_EVENTS.name, SHARD).push(...hidden);
  await watch.prove();
  log.truncate(USAGE_EVENTS.name, SHARD, 2);
  await watch.prove();
  expect(watch.refused.size).toBe(0);
  at.elapsed += 30_000;
  await watch.prove();
  expect([...watch.refused]).toEqual([[SHARD, 'log_replaced']]);
});

test('a log that cannot be read, and one whose retention has passed, prove nothing', async () => {
  const { log, append, watch } = scene();
  await append('a');
  log.faults.push(new Fault('unavailable', 'spec'));
  await watch.prove();
  log.start = 5;
  await watch.prove();
  await append('b');
  expect(watch.refused.size).toBe(0);
});
