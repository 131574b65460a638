import { expect, test } from '@jest/globals';
import { replayInProcess } from './replay-in-process.ts';

test('seeds 5,001 to 10,000 lose nothing, double nothing and rate nothing wrongly', async () => {
  expect(await replayInProcess(5_001, 10_000)).toEqual({ exitCode: 0, text: '5000 seeds, 0 failed\n' });
}, 900_000);
