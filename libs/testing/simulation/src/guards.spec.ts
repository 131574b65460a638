import { expect, test } from '@jest/globals';
import { failingSeeds } from './run-seeds.ts';
import { type SeedReport, type SimulateOptions, simulate } from './simulate.ts';
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
  { guard: 'foldTimeBound', within: 50 },
  { guard: 'basis', within: 200 },
  { guard: 'sealedRange', within: 200 },
  { guard: 'heldRange', within: 200 },
  { guard: 'fence', within: 50 },
  { guard: 'repair', within: 50 },
  { guard: 'atomicChunks', within: 100 },
];

const BREAKDOWN = 'no component fails without a name';

/** The first seed in which a promise is seen to break without the guard; a component that breaks down proves nothing. */
async function broken({ guard, within, damage }: GuardCase): Promise<SeedReport | undefined> {
  const options = damage === undefined ? {} : { damage };
  for (let seed = 1; seed <= within; seed += 1) {
    const report = await simulate(seed, { ...options, guards: { [guard]: false } });
    const [violation] = report.violations;
    if (violation !== undefined && violation.rule !== BREAKDOWN) return report;
  }
  return undefined;
}

test.each(CASES)(
  'without the guard "$guard" a promise breaks, and with it the same seed is sound',
  async (guarded) => {
    const { guard, within, damage } = guarded;
    const report = await broken(guarded);
    const rule = report?.violations[0]?.rule;
    process.stdout.write(`simulation: without ${guard}, seed ${report?.seed} of ${within}: ${rule}\n`);
    expect(rule).toBeDefined();
    const seed = report?.seed ?? 0;
    expect(await failingSeeds(seed, seed, damage === undefined ? {} : { damage })).toEqual([]);
  },
  60_000,
);
