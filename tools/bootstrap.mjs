// What every entry needs before our own code can run: the packages, the pinned Node, and the build. Plain JavaScript
// without packages, because it runs on whatever Node the machine has and before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, existsSync, constants as fsConstants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const top = resolve(fileURLToPath(new URL('..', import.meta.url)));
const bin = join(top, 'node_modules', '.bin');
export const node = join(bin, 'node');
const OLDEST_NODE = 20;
const PARENT_CHECK_MS = 500;

/** The environment in which `node` is the pinned one. */
export const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };

/** Speaks to a person. Standard output belongs to the command. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

function stop(line) {
  say(line);
  process.exit(1);
}

/** A checkout that is installed and built may be read-only; `needed` says what cannot be done to this one. */
function demandWritable(needed) {
  try {
    accessSync(top, fsConstants.W_OK);
  } catch (error) {
    const cure = 'Do it where it can be written, as its owner or in a copy: npm run build.';
    stop(`${needed}, and ${top} cannot be written (${error.code}). ${cure}`);
  }
}

function wantedInstall() {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json']) {
    const path = join(top, file);
    hash.update(existsSync(path) ? readFileSync(path) : '');
  }
  return hash.digest('hex');
}

function install() {
  const stamp = join(top, 'node_modules', '.suanpan-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wantedInstall() && existsSync(node)) return;
  demandWritable('The packages must be installed first');
  say('installing packages (npm install)');
  const viaNpm = process.env.npm_execpath;
  const [command, args] = viaNpm?.endsWith('.js') ? [process.execPath, [viaNpm]] : ['npm', []];
  const run = spawnSync(command, [...args, 'install', '--loglevel=error'], { cwd: top, stdio: ['inherit', 2, 2] });
  if (run.error) stop(`npm could not be started: ${run.error.message}`);
  if (run.status !== 0) stop('npm install failed; see above.');
  mkdirSync(join(top, 'node_modules'), { recursive: true });
  // The lock file may have been completed by the install itself.
  writeFileSync(stamp, wantedInstall());
}

function demandNode() {
  const own = Number(process.versions.node.split('.')[0]);
  if (own < OLDEST_NODE) stop(`Node ${OLDEST_NODE} or later is needed to begin with; this is ${process.version}.`);
  const pinned = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')).devDependencies.node;
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim();
  if (version === `v${pinned}`) return;
  stop(`The package "node" did not bring Node ${pinned} (found ${version ?? 'none'}). Run \`npm rebuild node\`.`);
}

/** Compiles what has changed. Answers whether all of it compiles. */
export function build() {
  if (!existsSync(join(top, 'apps/cli/dist/main.js'))) demandWritable('The sources must be compiled first');
  return spawnSync(join(bin, 'tsc'), ['-b'], { cwd: top, env, stdio: ['ignore', 2, 2] }).status === 0;
}

/** Installs what is missing and makes sure that the pinned Node is there. Ends the process with a message otherwise. */
export function prepare() {
  install();
  demandNode();
}

function parentOf(pid) {
  const asked = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' });
  const found = /^\s*(\d+)\s+(.*)$/.exec(asked.stdout ?? '');
  return found === null ? undefined : { parent: Number(found[1]), name: found[2].trim() };
}

function parentByProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    return { parent: Number(stat.slice(end + 2).split(' ')[1]), name: stat.slice(stat.indexOf('(') + 1, end) };
  } catch {
    return parentOf(pid);
  }
}

/** npm starts a script through a shell: when npm is killed, the shell stays, and so would we. These are the two. */
function launchers() {
  if (process.env.npm_lifecycle_event === undefined) return [];
  const found = parentByProc(process.ppid);
  const isShell = found !== undefined && /(^|\/|-)(sh|dash|bash|ash|zsh)$/.test(found.name);
  return isShell && found.parent > 1 ? [process.ppid, found.parent] : [process.ppid];
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Runs a program to its end and answers its exit code. Signals are handed on; it is asked to stop when whoever launched
 * us is gone. A program of ours also notices by the channel when we are.
 */
export function run(command, args, options = {}) {
  const { onLine, ...more } = options;
  const stdout = onLine === undefined ? 'inherit' : 'pipe';
  const child = spawn(command, args, { env, stdio: ['inherit', stdout, 'inherit', 'ipc'], ...more });
  const watched = launchers();
  const watch = setInterval(() => {
    if (watched.every(isAlive)) return;
    clearInterval(watch);
    if (child.connected) child.disconnect();
    child.kill('SIGTERM');
  }, PARENT_CHECK_MS);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  if (onLine !== undefined) readLines(child.stdout, onLine);
  return new Promise((done) => {
    const end = (code) => {
      clearInterval(watch);
      done(code);
    };
    child.on('error', (error) => {
      say(`${command} could not be started: ${error.message}`);
      end(1);
    });
    child.on('close', (code, signal) => end(code ?? 128 + constants.signals[signal]));
  });
}

function readLines(stream, onLine) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => {
    process.stdout.write(chunk);
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}

/** Installs, builds, and hands over to the command line. Ends the process with its exit code. */
export async function commandLine(args) {
  await program('apps/cli/dist/main.js', args);
}

/** Installs and builds what is missing, then becomes one of our compiled programs. */
export async function program(entry, args) {
  prepare();
  if (!build()) stop('The sources do not compile; see above.');
  process.exit(await run(node, [join(top, entry), ...args]));
}
