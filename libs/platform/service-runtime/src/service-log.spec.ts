import { expect, test } from '@jest/globals';
import { Fault } from '@suanpan/fault';
import { newServiceLog } from './index.ts';

function heard(level?: string) {
  const lines: Record<string, unknown>[] = [];
  const log = newServiceLog('spec', level === undefined ? {} : { SUANPAN_LOG: level }, {
    write: (line) => void lines.push(JSON.parse(line)),
  });
  return { log, lines };
}

test('lines have level, time, name and text', () => {
  const { log, lines } = heard();
  log.info({ shard: 3 }, 'hello');
  expect(lines).toEqual([
    { level: 'info', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), name: 'spec', shard: 3, msg: 'hello' },
  ]);
});

test('SUANPAN_LOG sets the level, and a level that is none is told', () => {
  const quiet = heard('error');
  quiet.log.warn('x');
  expect(quiet.lines).toEqual([]);
  const wrong = heard('loud');
  wrong.log.info('x');
  expect(wrong.lines.map(({ msg }) => msg)).toEqual([expect.stringContaining('"loud" should be one of'), 'x']);
});

test('no secret reaches a line, wherever it stands', () => {
  const { log, lines } = heard();
  log.info({ password: 'hunter2', headers: { authorization: 'Bearer hunter2hunter2', 'x-api-key': 'hunter2' } }, 'a');
  log.info({ token: 'hunter2', config: { secret: 'hunter2', apiKey: 'hunter2' } }, 'b');
  log.error({ err: new Error('connect postgres://user:hunter2@host/x failed') }, 'c');
  log.warn('sent with Bearer hunter2.hunter2');
  const inner = new Fault('unavailable', 'x', { cause: new Error('http://u:hunter2@h') });
  log.error({ err: inner }, 'd');
  expect(lines).toHaveLength(5);
  expect(JSON.stringify(lines)).not.toContain('hunter2');
});

test('a fault is logged with its code, what only operators may read, and its causes', () => {
  const { log, lines } = heard();
  log.error({ err: new Fault('append_failed', 'x', { internal: { type: 'Y' }, cause: new Error('z') }) }, 'm');
  expect(lines[0]?.err).toMatchObject({ code: 'append_failed', internal: { type: 'Y' }, cause: { message: 'z' } });
});
