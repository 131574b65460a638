import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { provePart } from '@suanpan/proofs';
import { MUTATIONS } from './mutations.ts';

const project = join(import.meta.dirname, '..');
// The histories that show what is broken; `npm run prove -- agreement --full` tries others, and more of them.
const seeds = [...new Set(MUTATIONS.map(({ seed }) => seed))];

test.each(seeds)(
  'the real chain and the naive one agree on the histories of seed %d, outcome by outcome, to the last unit',
  async (seed) => {
    const withins = MUTATIONS.filter((mutation) => mutation.seed === seed).map(({ within }) => within);
    const runs = String(Math.max(300, ...withins));
    const { exitCode, text } = await provePart(project, 'agreement', ['--runs', runs, '--seed', String(seed)]);
    process.stdout.write(`agreement: seed ${seed}: ${text}`);
    expect([exitCode, text]).toEqual([0, expect.stringContaining(`${runs} runs`)]);
  },
  600_000,
);
