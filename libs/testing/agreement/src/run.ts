import { parseArgs } from 'node:util';
import { planCharging } from '@suanpan/price-plan';
import fc from 'fast-check';
import { type Act, someAct } from './acts.ts';
import { agree, Disagreement, Tally } from './agree.ts';
import { type FirstWorld, firstWorld } from './first-world.ts';
import { smallerHistory } from './smaller-history.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, path: { type: 'string' }, acts: { type: 'string' } },
});
const tally = new Tally();
const acts = fc.array(someAct, { minLength: 1, maxLength: Number(values.acts ?? 90), size: 'max' });
const details = await fc.check(
  fc.asyncProperty(firstWorld, acts, async (first, script) => {
    await agree(first, script, { charging: planCharging, tally });
  }),
  {
    numRuns: Number(values.runs ?? 100),
    endOnFailure: true,
    ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
    ...(values.path === undefined ? {} : { path: values.path }),
  },
);

async function failureOf(first: FirstWorld, script: readonly Act[]): Promise<string | undefined> {
  try {
    await agree(first, script, { charging: planCharging });
    return undefined;
  } catch (error) {
    return error instanceof Disagreement
      ? error.message
      : error instanceof Error
        ? (error.stack ?? error.message)
        : String(error);
  }
}

if (details.failed && details.counterexample !== null) {
  const [first, script] = details.counterexample;
  const least = await smallerHistory(script, async (some) => (await failureOf(first, some)) !== undefined);
  process.stdout.write(`${JSON.stringify(first)}\n${least.map((act) => JSON.stringify(act)).join('\n')}\n`);
  process.stdout.write(`${await failureOf(first, least)}\n`);
  process.stdout.write(`seed ${details.seed} path ${details.counterexamplePath}\n`);
}
process.stdout.write(`${tally.text}\n`);
process.exitCode = details.failed ? 1 : 0;
