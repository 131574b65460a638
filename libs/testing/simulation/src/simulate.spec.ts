import { expect, test } from '@jest/globals';
import { simulate } from './simulate.ts';

test('the same seed gives the same run, event by event', async () => {
  for (const seed of [1, 4, 9, 8, 77]) {
    const [first, second] = [await simulate(seed), await simulate(seed)];
    expect(second).toEqual(first);
  }
});

test('another seed gives another run', async () => {
  const digests = new Set<string>();
  for (let seed = 1; seed <= 30; seed += 1) digests.add((await simulate(seed)).traceDigest);
  expect(digests.size).toBe(30);
});

test('a run neither reads the clock of the machine nor draws from its chance', async () => {
  const { now } = Date;
  const { random } = Math;
  const report = await simulate(12);
  try {
    Date.now = () => {
      throw new Error('The clock of the machine was read.');
    };
    Math.random = () => {
      throw new Error('The chance of the machine was drawn from.');
    };
    expect(await simulate(12)).toEqual(report);
  } finally {
    Date.now = now;
    Math.random = random;
  }
});
