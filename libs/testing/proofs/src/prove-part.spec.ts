import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { provePart } from './prove-part.ts';

let project = '';
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'suanpan-proofs-'));
  const proof = { promise: 'It holds.', program: 'src/try.ts', part: ['--to', '3'], full: ['--to', '9'] };
  const proofs = { tries: proof, halved: { ...proof, part: undefined }, dies: { ...proof, part: ['die'] } };
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module', proofs }));
  mkdirSync(join(project, 'src'));
  writeFileSync(
    join(project, 'src/try.ts'),
    "console.log(process.argv.slice(2).join(' ')); if (process.argv[2] === 'die') process.kill(process.pid, 'SIGKILL'); process.exitCode = 4; process.disconnect();",
  );
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

test('a part runs the registered program with its arguments and those of the spec, and says how it ended', async () => {
  expect(await provePart(project, 'tries')).toEqual({ exitCode: 4, text: '--to 3\n' });
  expect(await provePart(project, 'tries', ['--seed', '2'])).toEqual({ exitCode: 4, text: '--to 3 --seed 2\n' });
});

test('what a signal ended did not hold', async () => {
  expect((await provePart(project, 'dies')).exitCode).toBeNull();
});

test('a proof that is not registered, or without a scale, is refused by name', async () => {
  await expect(provePart(project, 'other')).rejects.toThrow('"other"');
  await expect(provePart(project, 'halved')).rejects.toThrow('"halved"');
});
