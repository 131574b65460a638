import { expect, test } from '@jest/globals';
import { failingSeeds } from './run-seeds.ts';
import type { SimulateOptions } from './simulate.ts';
import type { Guards } from './world.ts';

interface GuardCase {
  readonly guard: keyof Guards;
  /** Seeds within which the missing guard must show; it shows much earlier as a rule. */
  readonly within: number;
  /** Where chance alone seldom makes what the guard is there for. */
  readonly damage?: NonNullable<SimulateOptions['damage']>;
}

const CASES: readonly GuardCase[] = [
  { guard: 'claim', within: 50 },
  { guard: 'chain', within: 400, damage: 'ratedFlipped' },
  { guard: 'contiguity', within: 100 },
  { guard: 'revisionInForce', within: 20 },
  { guard: 'fence', within: 50 },
  { guard: 'repair', within: 50 },
  { guard: 'atomicChunks', within: 100 },
];

test.each(CASES)(
  'without the guard "$guard" a promise breaks within $within seeds',
  async ({ guard, within, damage }) => {
    const options = damage === undefined ? {} : { damage };
    const [failing] = await failingSeeds(1, within, { ...options, guards: { [guard]: false } }, 1);
    const [violation] = failing?.violations ?? [];
    process.stdout.write(`simulation: without ${guard}, seed ${failing?.seed}: ${violation?.rule}\n`);
    // A component that breaks down proves nothing: a promise must be seen to break.
    expect([undefined, 'no component fails without a name']).not.toContain(violation?.rule);
  },
  60_000,
);

test.each(CASES)(
  'with the guard "$guard" the seeds that show it are sound',
  async ({ guard, within, damage }) => {
    const options = damage === undefined ? {} : { damage };
    const [failing] = await failingSeeds(1, within, { ...options, guards: { [guard]: false } }, 1);
    const seed = failing?.seed ?? 0;
    expect(await failingSeeds(seed, seed, options)).toEqual([]);
  },
  60_000,
);
