import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { MUTATIONS } from './mutations.ts';

/**
 * `node --conditions=@suanpan/source src/run-mutated.ts NAME [options of run]`: the same with one line of the real chain
 * broken, in this process alone. It runs on the sources.
 */
const [name = '', ...options] = process.argv.slice(2);
const mutation = MUTATIONS.find((one) => one.name === name);
if (mutation === undefined) throw new Error(`There is no mutation called "${name}".`);
let isMade = false;
registerHooks({
  load(url, context, next) {
    if (!url.endsWith(mutation.file)) return next(url, context);
    const text = readFileSync(fileURLToPath(url), 'utf8');
    if (!text.includes(mutation.find)) throw new Error(`${mutation.file} does not hold what "${name}" breaks.`);
    isMade = true;
    return { format: 'module-typescript', source: text.replace(mutation.find, mutation.replace), shortCircuit: true };
  },
});
process.argv.splice(2, process.argv.length, ...options);
await import('./run.ts');
if (!isMade) throw new Error(`${mutation.file} was not loaded.`);
