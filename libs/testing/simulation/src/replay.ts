import { parseArgs } from 'node:util';
import { type SeedReport, simulate } from './simulate.ts';

/** `node dist/replay.js --seed N [--to M]`: runs seeds again and prints what they showed. */
async function replay(): Promise<void> {
  const { values } = parseArgs({
    options: { seed: { type: 'string' }, to: { type: 'string' }, last: { type: 'string' } },
  });
  const first = Number(values.seed ?? '1');
  const last = Number(values.to ?? values.seed ?? '1');
  let failed = 0;
  for (let seed = first; seed <= last; seed += 1) {
    const report = await simulate(seed);
    if (report.violations.length > 0) failed += 1;
    if (report.violations.length > 0 || first === last) print(report, Number(values.last ?? '60'));
  }
  process.stdout.write(`${last - first + 1} seeds, ${failed} failed\n`);
  process.exitCode = failed > 0 ? 1 : 0;
}

function print(report: SeedReport, last: number): void {
  const { seed, violations, damage, halts, repairs, outcomes, traceDigest, lastEvents } = report;
  const lines = [
    ...lastEvents.slice(-last).map((event) => `  ${event}`),
    `seed ${seed}: ${outcomes} outcomes, ${repairs} repairs, damage ${damage ?? 'none'}, trace ${traceDigest.slice(0, 16)}`,
    ...[...halts].map(([who, code]) => `  halted: ${who}: ${code}`),
    ...violations.map(({ rule, detail }) => `  VIOLATED: ${rule}: ${detail}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

await replay();
