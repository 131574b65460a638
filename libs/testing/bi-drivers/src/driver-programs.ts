import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '@suanpan/stack';

const run = promisify(execFile);
/** A registry that does not answer must not hold everybody up. */
const FETCH = { timeout: 240_000 } as const;
const SOURCES = import.meta.dirname;

/** What a program of drivers found: what each check answered, or the text of its error. */
export type Found = Readonly<Record<string, unknown>>;

/** Programs in another language that use the drivers of that language as people do. */
export interface DriverProgram {
  readonly name: string;
  /** Why it cannot run on this machine; undefined if it can. */
  readonly missing: string | undefined;
  /** Fetches and builds the drivers, once a machine. */
  readonly fetch: () => Promise<string>;
  /** Runs all checks as an analyst whose password is the name. */
  readonly check: (folder: string, port: number, user: string) => Promise<Found>;
}

// Maven colours what it says, so a number alone may belong to a colour.
const VERSION = /(?:version "|Maven |Python |version go)(\d+)(?:\.(\d+))?/;

/** The version a tool says it has, as `major.minor`; undefined if there is no such tool. */
function versionOf(tool: string, argument: string): readonly [number, number] | undefined {
  const { status, stdout, stderr } = spawnSync(tool, [argument], {
    encoding: 'utf8',
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  });
  const match = status === 0 ? VERSION.exec(`${stdout}${stderr}`) : null;
  return match === null ? undefined : [Number(match[1]), Number(match[2] ?? 0)];
}

function missing(tool: string, argument: string, [major, minor]: readonly [number, number]): string | undefined {
  const found = versionOf(tool, argument);
  const isThere = found !== undefined && (found[0] > major || (found[0] === major && found[1] >= minor));
  return isThere ? undefined : `${tool} ${major}.${minor} or later is not on this machine`;
}

/** A folder made once and whole, named by the files that decide what is in it. */
async function keptFolder(
  name: string,
  files: readonly string[],
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(SOURCES, file)));
  const folder = join(cacheFolder(), `${name}-${hash.digest('hex').slice(0, 16)}`);
  const whole = join(folder, 'whole');
  if (existsSync(whole)) return folder;
  // What is in it knows its own path, so it is made in its place and marked at the end.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await make(folder);
  mkdirSync(`${whole}.next`);
  renameSync(`${whole}.next`, whole);
  return folder;
}

function parsed(stdout: string): Found {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Found;
}

const PYTHON: DriverProgram = {
  name: 'Python: clickhouse-connect, SQLAlchemy, pandas, DuckDB',
  missing: missing('python3', '--version', [3, 11]),
  fetch: () =>
    keptFolder('bi-python', ['python/requirements.txt'], async (made) => {
      await run('python3', ['-m', 'venv', made]);
      const requirements = join(SOURCES, 'python/requirements.txt');
      await run(join(made, 'bin/pip'), ['install', '-q', '--disable-pip-version-check', '-r', requirements], FETCH);
    }),
  async check(folder, port, user) {
    const program = join(SOURCES, 'python/drivers.py');
    return parsed((await run(join(folder, 'bin/python'), [program, `${port}`, user])).stdout);
  },
};

const JAVA: DriverProgram = {
  name: 'Java: JDBC',
  missing: missing('java', '-version', [17, 0]) ?? missing('mvn', '--version', [3, 0]),
  fetch: () =>
    keptFolder('bi-java', ['java/pom.xml'], async (made) => {
      const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
      await run('mvn', ['-q', '-B', '-f', join(SOURCES, 'java/pom.xml'), goal, `-DoutputDirectory=${made}`], FETCH);
    }),
  async check(folder, port, user) {
    const jars = readdirSync(folder).filter((name) => /^(clickhouse-jdbc.*-all|slf4j-api.*)\.jar$/.test(name));
    const classPath = jars.map((name) => join(folder, name)).join(':');
    return parsed((await run('java', ['-cp', classPath, join(SOURCES, 'java/Drivers.java'), `${port}`, user])).stdout);
  },
};

const GO: DriverProgram = {
  name: 'Go: clickhouse-go over HTTP',
  missing: missing('go', 'version', [1, 26]),
  fetch: () =>
    keptFolder('bi-go', ['go/main.go', 'go/go.mod', 'go/go.sum'], async (made) => {
      const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' };
      await run('go', ['build', '-o', join(made, 'drivers'), '.'], { cwd: join(SOURCES, 'go'), env, ...FETCH });
    }),
  async check(folder, port, user) {
    return parsed((await run(join(folder, 'drivers'), [`${port}`, user])).stdout);
  },
};

/** Every program, whether this machine can run it or not. */
export const DRIVER_PROGRAMS = { python: PYTHON, java: JAVA, go: GO } as const;

/** Where the drivers of a program are, or why it cannot run here: something is absent, or could not be fetched. */
export async function driversOf(
  program: DriverProgram,
): Promise<{ readonly folder: string } | { readonly why: string }> {
  if (program.missing !== undefined) return { why: program.missing };
  try {
    return { folder: await program.fetch() };
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { why: `its drivers could not be fetched: ${line.slice(0, 200)}` };
  }
}
