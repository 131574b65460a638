import { expect, test } from '@jest/globals';
import { Fault } from '@suanpan/fault';
import { Health, haltedPart } from './health.ts';

test('a halted part makes a service unready, is told apart from other checks, and names its cure', async () => {
  const health = new Health();
  health.running();
  health.register('catalogue', () => undefined);
  const parts = [haltedPart('usage.events/1', new Fault('log_gap', 'Offset 7 is due.'))];
  health.registerHalts('shards', () => parts);
  const readiness = await health.readiness();
  expect(readiness).toMatchObject({
    ready: false,
    checks: { service: 'ok', catalogue: 'ok', shards: 'usage.events/1 is halted: log_gap: Offset 7 is due.' },
    halted: { shards: [{ part: 'usage.events/1', code: 'log_gap', cure: expect.stringContaining('Restore the log') }] },
  });
  parts.pop();
  expect(await health.readiness()).toEqual({
    ready: true,
    checks: { service: 'ok', catalogue: 'ok', shards: 'ok' },
  });
});

test('an error without a name halts a part and shows nothing of itself', () => {
  expect(JSON.stringify(haltedPart('p', new TypeError('password=hunter2')))).not.toContain('hunter2');
});
