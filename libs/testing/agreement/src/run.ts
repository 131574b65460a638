import { parseArgs } from 'node:util';
import { Tally } from './agree.ts';
import { tryHistories } from './try-histories.ts';

/** `node dist/run.js [--runs 1000] [--seed N] [--path P] [--acts 90] [--whole]`: tries histories and counts what they held. */
async function run(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { runs: text, seed: text, path: text, acts: text, whole: { type: 'boolean' } },
  });
  const tally = new Tally();
  const failure = await tryHistories({
    runs: Number(values.runs ?? 1000),
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
    ...(values.path === undefined ? {} : { path: values.path }),
    ...(values.acts === undefined ? {} : { acts: Number(values.acts) }),
    shrinks: values.whole !== true,
    tally,
  });
  process.stdout.write(failure === undefined ? `${tally.text}\n` : `${failure}\n`);
  process.exitCode = failure === undefined ? 0 : 1;
}

// Started by a test, it does not outlive the test.
const end = () => process.exit(1);
process.once('disconnect', end);
await run();
process.off('disconnect', end);
if (process.connected) process.disconnect();
