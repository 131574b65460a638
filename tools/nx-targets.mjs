// Gives every app and library the same targets, so that no project file repeats them.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { specsByEngine } from './engines.mjs';

const jest =
  'node --experimental-vm-modules --disable-warning=ExperimentalWarning ../../../node_modules/jest/bin/jest.js --passWithNoTests';

export const createNodesV2 = [
  '{apps/*,libs/*/*}/package.json',
  (files) => {
    const specs = specsByEngine(fileURLToPath(new URL('..', import.meta.url)));
    return files.map((file) => {
      const root = dirname(file);
      const command = root.startsWith('apps/') ? jest.replace('../../../', '../../') : jest;
      // Tests with a JVM or an engine of their own run alone; the others beside each other.
      const parallelism = (specs.get(root)?.engine.length ?? 0) === 0;
      const test = { command, options: { cwd: root }, cache: true, parallelism, inputs: ['default', '^default'] };
      return [file, { projects: { [root]: { targets: { test } } } }];
    });
  },
];
