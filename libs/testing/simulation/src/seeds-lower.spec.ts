import { expect, test } from '@jest/globals';
import { replayInProcess } from './replay-in-process.ts';

// Two files of five thousand seeds each, so that two cores share them.
test('seeds 1 to 5,000 lose nothing, double nothing and rate nothing wrongly', async () => {
  expect(await replayInProcess(1, 5_000)).toEqual({ exitCode: 0, text: '5000 seeds, 0 failed\n' });
}, 900_000);
