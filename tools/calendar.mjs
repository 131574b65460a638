// `node tools/run.mjs calendar`: the specs that start no engine, again on days that calendars are wrong about. What starts a
// broker or an engine is left out (under a shifted clock they spin), and is given its clock instead.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { env, node, prepare, say, top } from './bootstrap.mjs';
import { specsByEngine } from './engines.mjs';
import { makeTally } from './tally.mjs';

/** By name: what faketime is given, and the zone of the machine. Each begins just before what it is about. */
const DAYS = {
  "a month's end": ['2027-01-31 23:59:55', 'UTC'],
  '29 February': ['2028-02-28 23:59:55', 'UTC'],
  "a year's end": ['2027-12-31 23:59:55', 'UTC'],
  'the hour that is left out': ['2027-03-28 01:59:55', 'Europe/Berlin'],
  'the hour that comes twice': ['2027-10-31 02:59:55', 'Europe/Berlin'],
  '40 days on': ['+40 days', 'UTC'],
  '400 days on': ['+400 days', 'UTC'],
};
/** They run for minutes, and one of their specs shows that no clock is read. */
const WITHOUT_CLOCK = ['libs/testing/simulation', 'libs/testing/agreement'];
const LANES = 2;

/** Answers the exit code. */
export async function calendar(args = []) {
  prepare();
  if (spawnSync('faketime', ['--version']).error !== undefined) {
    say('skipped: the specs on other days. They need faketime (Debian: apt-get install faketime).');
    return 0;
  }
  const projects = [...specsByEngine(top)].filter(
    ([root, { light }]) => light.length > 0 && !WITHOUT_CLOCK.includes(root),
  );
  const named = args.length === 0 ? projects : projects.filter(([root]) => args.includes(root));
  const red = [];
  for (const [name, [day, zone]] of Object.entries(DAYS)) {
    const began = performance.now();
    const tally = makeTally();
    const left = [...named];
    const lane = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [root, { light }] = next;
        const { code, text } = await specsOn(day, zone, root, light);
        for (const line of text.split('\n')) tally.take(line);
        if (code === 0) continue;
        red.push(`${root} on ${name}`);
        process.stdout.write(text);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    say(`── ${name} (${day}, ${zone}): ${tally.sum.passed} passed, ${tally.sum.failed} failed, ${seconds} s`);
  }
  for (const one of red) say(`failed: ${one}`);
  return red.length === 0 ? 0 : 1;
}

function specsOn(day, zone, root, specs) {
  const jest = join(top, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const args = [day, node, ...flags, jest, '--runInBand', '--runTestsByPath', ...specs];
  // Monotonic time goes on as it is, or time-outs would see the jump.
  const shifted = { ...env, TZ: zone, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  const child = spawn('faketime', args, { cwd: join(top, root), env: shifted, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  return new Promise((done) => {
    child.on('error', (error) => done({ code: 1, text: `${error.message}\n` }));
    child.on('close', (code) => done({ code: code ?? 1, text }));
  });
}
