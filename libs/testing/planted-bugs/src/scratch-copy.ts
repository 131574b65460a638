import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Fault } from '@suanpan/fault';
import type { PlantedBug } from './planted-bugs.ts';

export const TOP = resolve(import.meta.dirname, '../../../..');

const COPIED = ['apps', 'libs', 'package.json', 'tsconfig.base.json', 'tsconfig.json', 'jest.preset.mjs'];
const OURS = '@suanpan';

/** How the specs of a planted bug ended. */
export interface Verdict {
  /** Whether a test turned red, which is as it should be. */
  readonly seen: boolean;
  readonly text: string;
}

/** A copy of the sources in which bugs can be planted; packages of others are those of the repository. */
export class ScratchCopy {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    for (const name of COPIED) {
      cpSync(join(TOP, name), join(folder, name), {
        recursive: true,
        filter: (path) => !/\/(dist|node_modules|\.suanpan)$/.test(path),
      });
    }
    const packages = join(folder, 'node_modules');
    mkdirSync(packages);
    for (const name of readdirSync(join(TOP, 'node_modules'))) {
      if (name !== OURS) symlinkSync(join(TOP, 'node_modules', name), join(packages, name));
    }
    // Links to `libs/…` from here lead to the copy.
    cpSync(join(TOP, 'node_modules', OURS), join(packages, OURS), { recursive: true, verbatimSymlinks: true });
  }

  /** Plants a bug, runs the specs that must see it, and takes it out again. */
  judge(bug: PlantedBug): Verdict {
    const file = join(this.#folder, bug.file);
    const sound = readFileSync(file, 'utf8');
    writeFileSync(file, planted(sound, bug));
    try {
      return this.#run(bug);
    } finally {
      writeFileSync(file, sound);
    }
  }

  /** Whether the specs of a bug hold on sound code. */
  isSound(bug: PlantedBug): boolean {
    return !this.#run(bug).seen;
  }

  #run({ project, specs }: PlantedBug): Verdict {
    const jest = join(TOP, 'node_modules/jest/bin/jest.js');
    const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    const { status, stderr: told } = spawnSync(process.execPath, [...flags, jest, '-w', '1', ...specs], {
      cwd: join(this.#folder, project),
      encoding: 'utf8',
    });
    // Whoever runs us may have asked for colours.
    const stderr = stripVTControlCharacters(told);
    // No spec that ran and no test that failed: a file that does not compile proves nothing.
    const failed = /Tests: +(\d+) failed/.exec(stderr);
    if (status !== 0 && failed === null)
      throw new Fault('part_failed', `${project} did not run: ${stderr.slice(-2000)}`);
    return { seen: failed !== null, text: stderr };
  }
}

/** The text of a file with the bug in it. A RangeError unless what is sought stands there once. */
export function planted(text: string, { name, file, find, replace }: PlantedBug): string {
  const count = text.split(find).length - 1;
  if (count !== 1) throw new RangeError(`"${name}": what it replaces stands ${count} times in ${file}.`);
  return text.replace(find, () => replace);
}
