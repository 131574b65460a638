import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The full path of a program on PATH, or `undefined`. */
export function findProgram(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    if (folder === '') continue;
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

let pdeathsig: string | undefined | null = null;

/** `setpriv` if this machine has one that knows `--pdeathsig` (util-linux 2.33 or later; BusyBox's does not). */
export function findSetpriv(): string | undefined {
  if (pdeathsig !== null) return pdeathsig;
  const found = process.platform === 'linux' ? findProgram('setpriv') : undefined;
  const works = found !== undefined && spawnSync(found, ['--pdeathsig', 'TERM', '--', 'true']).status === 0;
  pdeathsig = works ? found : undefined;
  return pdeathsig;
}
