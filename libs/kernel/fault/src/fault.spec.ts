import { expect, test } from '@jest/globals';
import { FAULTS, Fault, isFault, isTransient, problemOf } from './index.ts';

test('every code is snake case and has a status, and only passing faults invite another try', () => {
  for (const [code, kind] of Object.entries(FAULTS)) {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(kind.status).toBeGreaterThanOrEqual(400);
    if ([408, 429, 503].includes(kind.status)) expect(kind.transient).toBe(true);
  }
});

test('a problem shows the public text and nothing internal', () => {
  const fault = new Fault('project_unknown', 'No project "x".', {
    internal: { secret: 'shh' },
    cause: new Error('sql'),
  });
  expect(problemOf(fault)).toEqual({
    type: 'https://suanpan.dev/faults/project_unknown',
    title: 'The project does not exist',
    status: 422,
    code: 'project_unknown',
    detail: 'No project "x".',
  });
});

test('an error without a name becomes internal and hides its message', () => {
  expect(JSON.stringify(problemOf(new TypeError('password=hunter2')))).not.toContain('hunter2');
  expect(isTransient(new TypeError('x'))).toBe(false);
  expect(isFault(new Fault('overloaded', ''), 'overloaded')).toBe(true);
});

test('what is damaged, and what nobody expected, is not tried again for ever on the path of the log', () => {
  for (const code of ['internal', 'defect', 'state_damaged', 'fold_store_mismatch', 'log_corrupt'] as const) {
    expect([code, isTransient(new Fault(code, ''))]).toEqual([code, false]);
  }
});
