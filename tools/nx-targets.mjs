// Gives every app and library the same targets, so that no project file repeats them.
import { dirname } from 'node:path';

const jest =
  'node --experimental-vm-modules --disable-warning=ExperimentalWarning ../../../node_modules/jest/bin/jest.js --passWithNoTests';

export const createNodesV2 = [
  '{apps/*,libs/*/*}/package.json',
  (files) =>
    files.map((file) => {
      const root = dirname(file);
      const command = root.startsWith('apps/') ? jest.replace('../../../', '../../') : jest;
      const test = { command, options: { cwd: root }, cache: true, inputs: ['default', '^default'] };
      return [file, { projects: { [root]: { targets: { test } } } }];
    }),
];
