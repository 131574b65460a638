import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { forShell } from './what-next.ts';

test.each(['/srv/suanpan/.suanpan', "/srv/算盘 ground/it\u2019s ann's", '/a$(b)"c'])(
  'a command to copy finds the path %s',
  (path) => {
    expect(execFileSync('sh', ['-c', `printf %s "$(printf %s ${forShell(path)})"`], { encoding: 'utf8' })).toBe(path);
  },
);
