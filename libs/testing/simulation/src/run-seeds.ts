import { type SeedReport, type SimulateOptions, simulate } from './simulate.ts';

/** Runs seeds from `first` to `last` and answers those that showed a violation; stops after the `most`-th. */
export async function failingSeeds(
  first: number,
  last: number,
  options: SimulateOptions = {},
  most = 3,
): Promise<SeedReport[]> {
  const failing: SeedReport[] = [];
  for (let seed = first; seed <= last && failing.length < most; seed += 1) {
    const report = await simulate(seed, options);
    if (report.violations.length > 0) failing.push(report);
  }
  return failing;
}

/** What a person needs to begin with: the seed, what was violated, the last events, and how to see it again. */
export function describeReport(report: SeedReport): string {
  const { seed, violations, damage, halts, repairs, outcomes, traceDigest, lastEvents } = report;
  return [
    ...lastEvents.map((event) => `  ${event}`),
    `seed ${seed}: ${outcomes} outcomes, ${repairs} repairs, damage ${damage ?? 'none'}, trace ${traceDigest}`,
    ...[...halts].map(([who, code]) => `  halted: ${who}: ${code}`),
    ...violations.map(({ rule, detail }) => `  VIOLATED: ${rule}: ${detail}`),
    `again with: node dist/replay.js --seed ${seed}`,
  ].join('\n');
}
