import { expect, test } from '@jest/globals';
import { LOG_CONTRACT } from './log.contract.ts';
import { MemoryLog } from './memory-log.ts';

test.each(LOG_CONTRACT.map(({ name, run }) => [name, run] as const))('in memory: %s', async (_name, run) => {
  await run(new MemoryLog(), 'topic', 1);
});

test('a read before the start is a gap, as on a broker that has dropped old records', async () => {
  const log = new MemoryLog();
  await log.append('topic', 0, [Buffer.from('a')]);
  log.start = 1;
  await expect(log.read('topic', 0, 0, 1, 0)).rejects.toMatchObject({ code: 'log_gap' });
});

test('an append is refused without a trace, or written without an answer, as it is told', async () => {
  const log = new MemoryLog();
  log.fates.push('refused', 'unheard');
  await expect(log.append('topic', 0, [Buffer.from('a')])).rejects.toMatchObject({ code: 'append_failed' });
  expect(log.records('topic', 0)).toHaveLength(0);
  await expect(log.append('topic', 0, [Buffer.from('b')])).rejects.toMatchObject({ code: 'append_failed' });
  expect(log.records('topic', 0)).toHaveLength(1);
});
