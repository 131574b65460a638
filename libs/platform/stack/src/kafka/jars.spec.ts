import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { isFault } from '@suanpan/fault';
import { silent } from '../process/say.ts';
import { resolveJars } from './jars.ts';
import { findJava } from './java.ts';

let folder = '';
let pom = '';
const path = process.env.PATH;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suanpan-jars-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'parts'));
  pom = join(folder, 'parts/pom.xml');
  writeFileSync(pom, '<project/>');
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

const cache = () => join(folder, 'cache');

/** Puts a program of ours first on the PATH, or alone. */
function program(name: string, script: string): void {
  const file = join(folder, 'bin', name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  process.env.PATH = `${join(folder, 'bin')}:${path}`;
}

/** A Maven that writes into the output folder what `script` says; `$out` is that folder. */
function maven(script: string): void {
  program(
    'mvn',
    `for a in "$@"; do case $a in -DoutputDirectory=*) out=\${a#*=};; esac; done; mkdir -p "$out"; ${script}`,
  );
}

async function caught(act: Promise<unknown>): Promise<Error> {
  return (await act.catch((error: unknown) => error)) as Error;
}

test('a download that was interrupted is not taken for whole, and is fetched again', async () => {
  maven('echo half > "$out/a.jar"; exit 1');
  expect(isFault(await caught(resolveJars(pom, cache(), silent)), 'part_failed')).toBe(true);
  // The folder of a process that was killed in the middle: nobody renamed it.
  const killed = join(cache(), 'parts-0000000000000000.partial-999999999');
  mkdirSync(killed, { recursive: true });
  writeFileSync(join(killed, 'a.jar'), 'half');
  maven('echo whole > "$out/a.jar"; echo whole > "$out/b.jar"');
  const jars = await resolveJars(pom, cache(), silent);
  expect(readdirSync(jars.folder).sort()).toEqual(['a.jar', 'b.jar']);
  expect(existsSync(killed)).toBe(false);
});

test('two processes that fetch at once end with one whole folder', async () => {
  maven('echo whole > "$out/a.jar"; place=$(echo "$out" | sed s/.partial.*//); cp -r "$out" "$place"');
  const jars = await resolveJars(pom, cache(), silent);
  expect(readdirSync(cache())).toHaveLength(1);
  expect(jars.classPath).toBe(join(jars.folder, 'a.jar'));
});

test('what was fetched once is taken from the cache, and another POM is another folder', async () => {
  maven('echo whole > "$out/a.jar"');
  const first = await resolveJars(pom, cache(), silent);
  maven('exit 1');
  expect(await resolveJars(pom, cache(), silent)).toEqual(first);
  writeFileSync(pom, '<project>other</project>');
  expect(isFault(await caught(resolveJars(pom, cache(), silent)), 'part_failed')).toBe(true);
});

test('no Java, too old a Java, and no Maven are said with what to install and which setting makes it unnecessary', async () => {
  process.env.PATH = join(folder, 'bin');
  const noJava = await caught(findJava({ PATH: process.env.PATH }));
  const noMaven = await caught(resolveJars(pom, cache(), silent));
  program('java', 'echo \'openjdk version "11.0.2" 2019-01-15\' >&2');
  const oldJava = await caught(findJava({ PATH: process.env.PATH }));
  for (const [error, says] of [
    [noJava, 'no `java`'],
    [noMaven, 'no `mvn`'],
    [oldJava, 'version 11'],
  ] as const) {
    expect(isFault(error, 'tool_missing')).toBe(true);
    expect(error.message).toContain(says);
    expect(error.message).toContain('openjdk-17');
    expect(error.message).toContain('SUANPAN_KAFKA_BROKERS');
  }
});
