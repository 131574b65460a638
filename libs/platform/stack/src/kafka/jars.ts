import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Fault } from '@suanpan/fault';
import { startChild } from '../process/child.ts';
import type { Say } from '../process/say.ts';
import { findMaven } from './java.ts';

const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

/** A folder that holds every jar a POM names, complete. */
export interface Jars {
  readonly folder: string;
  /** The class path, in an order that is the same each time (a class archive demands it). */
  readonly classPath: string;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Removes what interrupted downloads left: folders whose process is gone. */
function removeLeftovers(cacheFolder: string): void {
  for (const name of readdirSync(cacheFolder)) {
    const pid = /\.partial-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(cacheFolder, name), { recursive: true, force: true });
  }
}

function jarsIn(folder: string): Jars {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.jar'))
    .sort();
  return { folder, classPath: files.map((name) => join(folder, name)).join(':') };
}

/** Puts a finished folder in its place in one step. Another process may have been first; its folder is as good. */
function settle(partial: string, folder: string): void {
  try {
    renameSync(partial, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(partial, { recursive: true, force: true });
  }
}

/**
 * The jars of a POM, resolved once with Maven and then taken from the cache. The folder is named by the POM's hash and
 * appears only when it is whole: Maven writes into a temporary folder beside it, which is renamed at the end.
 */
export async function resolveJars(pom: string, cacheFolder: string, say: Say): Promise<Jars> {
  const hash = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16);
  const name = `${basename(dirname(pom))}-${hash}`;
  const folder = join(cacheFolder, name);
  if (existsSync(folder)) return jarsIn(folder);
  const maven = findMaven();
  mkdirSync(cacheFolder, { recursive: true });
  removeLeftovers(cacheFolder);
  say(`fetching the jars of ${basename(dirname(pom))} with Maven, once, into ${cacheFolder}`);
  const partial = join(cacheFolder, `${name}.partial-${process.pid}`);
  rmSync(partial, { recursive: true, force: true });
  const run = startChild({
    command: maven,
    args: ['-q', '-B', '-f', pom, COPY, `-DoutputDirectory=${partial}`, '-DincludeScope=runtime'],
    cwd: cacheFolder,
  });
  const exit = await run.exited;
  if (exit.code !== 0 || !existsSync(partial)) {
    rmSync(partial, { recursive: true, force: true });
    const said = run.lastLines().filter((line) => line.includes('ERROR'));
    throw new Fault('part_failed', `Maven could not fetch the jars of ${pom}: ${said.slice(0, 3).join(' ')}`, {
      internal: { exit, lines: run.lastLines() },
    });
  }
  settle(partial, folder);
  return jarsIn(folder);
}
