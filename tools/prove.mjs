// `npm run prove -- NAME… [--full] [-- arguments]`: the large proofs, at the scale of the tests or whole.
import { join } from 'node:path';
import { build, env, node, prepare, run, say, top } from './bootstrap.mjs';
import { readProofs } from './proofs.mjs';

const USAGE = 'usage: npm run prove -- NAME… [--full] [-- arguments of the program]; NAME is one of these, or all:';

const SOURCES = ['--conditions=@suanpan/source', '--disable-warning=ExperimentalWarning'];

function list(proofs) {
  for (const { name, promise, full } of proofs.values()) say(`  ${name.padEnd(20)} ${promise} (${full.join(' ')})`);
}

/** Answers the exit code: 0 if every proof held. */
export async function prove(args) {
  prepare();
  const proofs = readProofs(top);
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  const more = end < 0 ? [] : args.slice(end + 1);
  const names = own.filter((one) => !one.startsWith('-'));
  const wrong = [
    ...names.filter((one) => one !== 'all' && !proofs.has(one)),
    ...own.filter((one) => /^-/.test(one) && one !== '--full'),
  ];
  if (names.length === 0 || wrong.length > 0) {
    if (wrong.length > 0) say(`There is no proof or option ${wrong.join(', ')}.`);
    say(USAGE);
    list(proofs);
    return names.length === 0 && wrong.length === 0 ? 0 : 2;
  }
  // Proofs that run the whole stack start it as users do, from the build.
  if (!build()) {
    say('The sources do not compile; see above.');
    return 1;
  }
  const scale = own.includes('--full') ? 'full' : 'part';
  const failed = [];
  for (const proof of names.includes('all') ? [...proofs.values()] : names.map((name) => proofs.get(name)))
    if ((await one(proof, scale, more)) !== 0) failed.push(proof.name);
  if (failed.length > 0) say(`Did not hold: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
}

async function one(proof, scale, more) {
  const { name, project, promise, program } = proof;
  const given = [...proof[scale], ...more];
  say(`── ${name} (${scale}): ${promise}`);
  say(`   ${project}/${program} ${given.join(' ')}`);
  const began = performance.now();
  const cwd = join(top, project);
  const [args, settings] = program.endsWith('.spec.ts')
    ? byJest(program, given)
    : [[...SOURCES, program, ...given], {}];
  const code = await run(node, args, { cwd, env: { ...env, ...settings } });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`── ${name}: ${code === 0 ? 'holds' : `DOES NOT HOLD (exit code ${code})`}, ${seconds} s`);
  return code;
}

/** A spec is given its scale as NAME=value in the environment. */
function byJest(program, given) {
  const jest = join(top, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  // Hours are no reason to fail here.
  const args = [...flags, jest, '--runInBand', '--testTimeout=86400000', '--runTestsByPath', program];
  return [args, Object.fromEntries(given.map((one) => one.split(/=(.*)/s, 2)))];
}
