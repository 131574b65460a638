import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { provePart } from '@suanpan/proofs';

test('the first 1,500 seeds lose nothing, double nothing and rate nothing wrongly', async () => {
  const { exitCode, text } = await provePart(join(import.meta.dirname, '..'), 'simulation');
  expect([exitCode, text]).toEqual([0, '1500 seeds, 0 failed\n']);
}, 300_000);
