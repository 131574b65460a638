import { expect, test } from '@jest/globals';
import { describeReport, failingSeeds } from './run-seeds.ts';

test('seeds 5,001 to 10,000 lose nothing, double nothing and rate nothing wrongly', async () => {
  const failing = await failingSeeds(5_001, 10_000);
  expect(failing.map(describeReport).join('\n')).toBe('');
}, 600_000);
