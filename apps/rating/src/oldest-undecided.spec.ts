import { expect, test } from '@jest/globals';
import { USAGE_EVENTS } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { MemoryLog } from '@suanpan/kafka';
import { OldestUndecided } from './oldest-undecided.ts';

const NOON = Date.UTC(2026, 10, 24, 12);

test('the oldest record that has no outcome says how long it waits, whether its shard is held or halted', async () => {
  const log = new MemoryLog(NOON);
  await log.append(USAGE_EVENTS.name, 0, [Buffer.from('a'), Buffer.from('b')]);
  const oldest = new OldestUndecided(log, { now: () => NOON + 90_000 });
  const failed: unknown[] = [];
  const refresh = (assigned: Parameters<OldestUndecided['refresh']>[0]) =>
    oldest.refresh(assigned, (shard) => void failed.push(shard));
  await refresh([
    { shard: 0, decidedUpTo: 1 },
    { shard: 1, decidedUpTo: 0 },
    { shard: 2, decidedUpTo: undefined },
  ]);
  expect([...oldest.seconds]).toEqual([
    [0, 90],
    [1, 0],
  ]);
  await refresh([{ shard: 0, decidedUpTo: 2 }]);
  expect([...oldest.seconds]).toEqual([[0, 0]]);
  log.faults.push(new Fault('unavailable', 'spec'));
  await refresh([{ shard: 0, decidedUpTo: 0 }]);
  expect([[...oldest.seconds], failed]).toEqual([[], [0]]);
});
