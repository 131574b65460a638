import { expect, test } from '@jest/globals';
import { endingFault } from './detached-stack.ts';

test('a stack that did not start is reported under the code it named itself', () => {
  const lines = [
    'kafka     | stopped',
    'error: Port 8080 is already in use. [port_in_use]',
    'next: Stop the other program.',
  ];
  expect(endingFault(lines, 'stack.log')).toMatchObject({
    code: 'port_in_use',
    detail: 'The stack did not start: Port 8080 is already in use. Its log is stack.log.',
  });
});

test('one that said nothing of its end is reported by its last lines', () => {
  expect(endingFault(['kafka     | out of memory'], 'stack.log')).toMatchObject({
    code: 'part_failed',
    detail: 'The stack did not start: kafka     | out of memory Its log is stack.log.',
  });
});
