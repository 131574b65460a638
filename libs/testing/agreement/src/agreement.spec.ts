import { expect, test } from '@jest/globals';
import { inProcess } from './in-process.ts';
import { MUTATIONS } from './mutations.ts';

// AGREEMENT_SEED for other histories, AGREEMENT_HISTORIES for more of them. Without, they are those that show what is broken.
const { AGREEMENT_HISTORIES, AGREEMENT_SEED } = process.env;
const seeds = AGREEMENT_SEED === undefined ? [...new Set(MUTATIONS.map(({ seed }) => seed))] : [Number(AGREEMENT_SEED)];

test.each(seeds)(
  'the real chain and the naive one agree on the histories of seed %d, outcome by outcome, to the last unit',
  async (seed) => {
    const withins = MUTATIONS.filter((mutation) => mutation.seed === seed).map(({ within }) => within);
    const runs = String(AGREEMENT_HISTORIES ?? Math.max(300, ...withins));
    const { exitCode, text } = await inProcess('run.ts', ['--runs', runs, '--seed', String(seed)]);
    process.stdout.write(`agreement: seed ${seed}: ${text}`);
    expect([exitCode, text]).toEqual([0, expect.stringContaining(`${runs} runs`)]);
  },
  7_200_000,
);
