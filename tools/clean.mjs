// `npm run clean`: removes the data folder, after asking, and never under a running stack.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { say, top } from './bootstrap.mjs';

function runningStack(folder) {
  try {
    const { pid } = JSON.parse(readFileSync(join(folder, 'stack.json'), 'utf8'));
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // No lock, a torn one, or one whose process is gone; a process of another user is one that runs.
    return error.code === 'EPERM' ? 'of another user' : undefined;
  }
}

async function agreed(folder) {
  if (!process.stdin.isTTY) {
    say('Nothing was removed: without a terminal to ask at, add `-- --yes`.');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Remove ${folder} with all events, prices and bills in it? [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** Answers the exit code. */
export async function clean(args) {
  const folder = resolve(top, process.env.SUANPAN_DATA || '.suanpan');
  if (!existsSync(folder)) {
    say(`There is nothing at ${folder}.`);
    return 0;
  }
  const pid = runningStack(folder);
  if (pid !== undefined) {
    say(`The stack of ${folder} runs as process ${pid}; stop it first (\`npx suanpan stop\`).`);
    return 1;
  }
  if (!existsSync(join(folder, 'secrets'))) {
    say(`${folder} does not look like a data folder of Suanpan (SUANPAN_DATA); nothing was removed.`);
    return 1;
  }
  if (!args.includes('--yes') && !(await agreed(folder))) return 1;
  rmSync(folder, { recursive: true, force: true });
  say(`Removed ${folder}.`);
  return 0;
}
