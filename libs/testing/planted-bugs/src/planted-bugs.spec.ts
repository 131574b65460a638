import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { provePart } from '@suanpan/proofs';
import { PLANTED_BUGS } from './planted-bugs.ts';
import { planted, TOP } from './scratch-copy.ts';

test.each(PLANTED_BUGS)('the guard behind "$name" stands in its file once, and the bug takes it away', (bug) => {
  const sound = readFileSync(join(TOP, bug.file), 'utf8');
  expect(planted(sound, bug)).not.toBe(sound);
});

test('a guard that was written otherwise since is named, not passed over', () => {
  const [bug] = PLANTED_BUGS;
  if (bug === undefined) throw new Error('There are no bugs.');
  expect(() => planted('other text', bug)).toThrow(`"${bug.name}": what it replaces stands 0 times in ${bug.file}.`);
});

test('every sixth guard, switched off in a copy of the sources, turns a test red', async () => {
  const { exitCode, text } = await provePart(join(import.meta.dirname, '..'), 'planted-bugs');
  expect([exitCode, text]).toEqual([0, expect.stringMatching(/ bugs planted, 0 missed\n$/)]);
}, 120_000);
