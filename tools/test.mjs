// `npm test`: the checks of the house, then every test of every project, on the real parts.
import { join } from 'node:path';
import { env, node, prepare, run, say, top } from './bootstrap.mjs';
import { makeDurations } from './durations.mjs';
import { makeTally } from './tally.mjs';

const bin = (name) => join(top, 'node_modules', '.bin', name);
const WARM_UP = `
import('@suanpan/stack').then(({ prepareBroker, cacheFolder }) => prepareBroker(cacheFolder(), console.error))
  .catch((error) => { console.error(error.detail ?? error); process.exitCode = 1; });
`;

/** The steps before the tests, by name: each must answer 0. */
const STEPS = [
  ['references', node, ['tools/sync-references.mjs', '--check']],
  ['format and lint', bin('biome'), ['check', '.']],
  ['build', bin('tsc'), ['-b']],
  ['boundaries', node, ['tools/boundaries.mjs']],
  // Once, so that the projects that run beside each other find the broker's jars in the cache.
  ['broker', node, ['-e', WARM_UP]],
];

/** Answers the exit code. Arguments go to `nx run-many`. */
export async function test(args) {
  prepare();
  const broken = [];
  for (const [name, command, given] of STEPS) {
    say(`── ${name}`);
    if ((await run(command, given, { cwd: top })) !== 0) broken.push(name);
  }
  say('── tests');
  const tally = makeTally();
  const durations = makeDurations();
  const nx = ['run-many', '-t', 'test', '--parallel=2', '--output-style=static', ...args];
  const code = await run(bin('nx'), nx, {
    cwd: top,
    env: { ...env, NX_DAEMON: 'false', NX_TUI: 'false' },
    onLine: (line) => {
      tally.take(line);
      durations.take(line);
    },
  });
  say(`── time of each project\n${durations.lines.join('\n')}`);
  say(`── the five slowest\n${durations.lines.slice(0, 5).join('\n')}`);
  const { passed } = tally.sum;
  // A project that ends without a summary has failed too.
  const failed = Math.max(tally.sum.failed, code === 0 ? 0 : 1) + broken.length;
  if (broken.length > 0) say(`failed before the tests: ${broken.join(', ')}`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}
