import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { describeReport } from './run-seeds.ts';
import { simulate } from './simulate.ts';

/** `node dist/replay.js --seed N [--to M] [--off GUARD]`: runs seeds again and prints what they showed. */
async function replay(): Promise<void> {
  const { values } = parseArgs({
    options: { seed: { type: 'string' }, to: { type: 'string' }, off: { type: 'string' }, events: { type: 'string' } },
  });
  const first = Number(values.seed ?? '1');
  const last = Number(values.to ?? first);
  const events = Number(values.events ?? '60');
  const guards = values.off === undefined ? {} : { [values.off]: false };
  let failed = 0;
  for (let seed = first; seed <= last; seed += 1) {
    // A run never waits for the machine; between runs signals and the end of the parent are heard.
    await setImmediate();
    const report = await simulate(seed, { guards, events });
    if (report.violations.length > 0) failed += 1;
    if (report.violations.length > 0 || first === last) process.stdout.write(`${describeReport(report)}\n`);
  }
  process.stdout.write(`${last - first + 1} seeds, ${failed} failed\n`);
  process.exitCode = failed > 0 ? 1 : 0;
}

// Started by a test, it does not outlive the test.
const end = () => process.exit(1);
process.once('disconnect', end);
await replay();
process.off('disconnect', end);
if (process.connected) process.disconnect();
