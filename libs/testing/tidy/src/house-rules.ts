import { isTestFile } from './source-imports.ts';

/** One tracked file. */
export interface HouseFile {
  /** Relative to the top. */
  readonly path: string;
  readonly text: string;
}

const LINES_MAX = 400;
const HEADINGS = ['Domain model', 'Owns', 'Does not own', 'Invariants', 'Time', 'Failure'];
const SUFFIXES = /\.(service|manager|helper|util|utils|interface|type|types|constant|constants)\.ts$/;
const SHORTCUTS = /\bjest\.mock\b|\b(TODO|FIXME)\b/;
/** What a test needs may not be there; then it is reported as skipped, by a condition that says so. */
const LEFT_OUT = /(?<!\? (?:test|it|describe) : )\b(test|it|describe)(\.\w+)*\.(only|skip)\b/;
/** Money that cannot be read is a fault, never nothing: `storedAtto`. */
const GUESSED = /attoFromDecimal\((?:[^()]|\([^()]*\))*\) \?\? 0n/;
const SLEEP = /new Promise(?:<\w+>)?\(\(\w+\) => setTimeout\(/;
const CLOCK = /\bnew Date\b|\bDate\.(now|parse|UTC)\b|\bDate\(/;
const MACHINE = /(^|[\s"'`(=:])\/(work|root|home|Users)\/[\w.]/;
const REGISTRY = /registry\.npmjs\.org|repo1?\.maven\.|"resolved": "https?:/;

/** Where the wall clock is read or a calendar date is printed, beside `kernel/time`, and why. */
const CLOCK_ALLOWED: Readonly<Record<string, string>> = {
  'apps/cli/src/main.ts': 'the edge that hands the clock in',
  'libs/access/api-keys/src/authenticate.ts': 'prints an instant for a person',
  'libs/access/catalogue-postgres/src/publish-outbox.ts': 'the clock when none is handed in',
  'libs/access/catalogue-postgres/src/writer.ts': 'the clock when none is handed in',
  'libs/ledger/ledger-clickhouse/src/clickhouse-ledger-store.ts': 'bounds a wait',
  'libs/ledger/ledger-clickhouse/src/measure-ledger.ts': 'the fixed day of a made-up sample',
  'libs/platform/clickhouse-door/src/kill.ts': 'shows how long a query has run',
  'libs/platform/clickhouse-door/src/running.ts': 'shows how long a query has run',
  'libs/platform/kafka/src/quiet.ts': "compares with the wall clock of kafkajs's own throttling",
  'libs/pricing/price-book/src/feed/feed-periods.ts': 'a calendar date of the feed as an instant',
  'libs/pricing/price-usage/src/find-list.ts': 'whether a calendar date in a model name exists',
};

/**
 * The path of the log, where a fault either passes and is tried again or halts with a name and a cure. `internal` says neither.
 */
const LOG_PATH =
  /^(?:apps\/rating|libs\/(?:ledger\/(?:rater|rated-log|shard-fold|ledger-sink|ledger-clickhouse)|contracts\/(?:rated-record|charging|facts|catalogue)|access\/catalogue-follower|pricing\/(?:price-plan|price-usage)|platform\/(?:kafka|fold-store|log-consumer)))\/src\//;

/** Holds the words it looks for. */
const EXEMPT = 'libs/testing/tidy/src/';

function isSource(path: string): boolean {
  return /\.(ts|mts|mjs)$/.test(path);
}

function sourceFaults({ path, text }: HouseFile): string[] {
  const faults: string[] = [];
  const lines = text.trimEnd().split('\n').length;
  if (lines > LINES_MAX) faults.push(`${path}: ${lines} lines, more than ${LINES_MAX}`);
  if (SUFFIXES.test(path)) faults.push(`${path}: the suffix says what kind of thing it is, not what it is about`);
  const shortcut = (SHORTCUTS.exec(text) ?? LEFT_OUT.exec(text))?.[0];
  if (shortcut !== undefined) faults.push(`${path}: ${shortcut}`);
  if (LOG_PATH.test(path) && !isTestFile(path) && /Fault\(\s*'internal'/.test(text)) {
    faults.push(`${path}: a fault on the path of the log has a code of its own, not internal`);
  }
  if (GUESSED.test(text)) faults.push(`${path}: money that cannot be read is not 0`);
  if (SLEEP.test(text)) faults.push(`${path}: a sleep is setTimeout of node:timers/promises`);
  const outside = !path.startsWith('libs/kernel/time/') && /^(apps|libs)\//.test(path) && !isTestFile(path);
  if (outside && !path.startsWith('libs/testing/') && CLOCK_ALLOWED[path] === undefined && CLOCK.test(text)) {
    faults.push(`${path}: Date belongs to kernel/time`);
  }
  return faults;
}

function headingsOf(text: string): { level: number; title: string }[] {
  const withoutCode = text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '');
  return [...withoutCode.matchAll(/^(#+)\s+(.+?)\s*$/gm)].map(([, marks = '', title = '']) => ({
    level: marks.length,
    title,
  }));
}

function markdownFaults({ path, text }: HouseFile): string[] {
  const headings = headingsOf(text);
  const faults: string[] = [];
  const first = headings.filter(({ level }) => level === 1).length;
  if (first !== 1) faults.push(`${path}: ${first} headings of the first level instead of one`);
  const wanted = /^libs\/[^/]+\/[^/]+\/README\.md$/.test(path)
    ? HEADINGS
    : /^apps\/[^/]+\/README\.md$/.test(path)
      ? [...HEADINGS, 'Settings']
      : [];
  const titles = headings.filter(({ level }) => level === 2).map(({ title }) => title);
  for (const heading of wanted) if (!titles.includes(heading)) faults.push(`${path}: no "## ${heading}"`);
  return faults;
}

/** Libraries and apps that have a manifest but no README. */
function missingReadmes(files: readonly HouseFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path));
  return [...paths]
    .filter((path) => /^(apps\/[^/]+|libs\/[^/]+\/[^/]+)\/package\.json$/.test(path))
    .map((path) => path.replace('package.json', 'README.md'))
    .filter((path) => !paths.has(path))
    .map((path) => `${path}: missing`);
}

/** Files that may read the clock and do not, one line each: what is allowed for nothing will be used unseen. */
export function staleClockAllowances(files: readonly HouseFile[]): readonly string[] {
  const reading = new Set(files.filter(({ text }) => CLOCK.test(text)).map(({ path }) => path));
  return Object.keys(CLOCK_ALLOWED)
    .filter((path) => !reading.has(path))
    .map((path) => `${path}: may read the clock and does not`);
}

/** What the tracked files do against the rules of the house, one line each. */
export function houseFaults(files: readonly HouseFile[]): readonly string[] {
  const faults = missingReadmes(files);
  for (const file of files) {
    if (file.path.startsWith(EXEMPT)) continue;
    if (isSource(file.path)) faults.push(...sourceFaults(file));
    if (file.path.endsWith('.md')) faults.push(...markdownFaults(file));
    if (MACHINE.test(file.text)) faults.push(`${file.path}: names a folder of one machine`);
    if (REGISTRY.test(file.text)) faults.push(`${file.path}: names a package registry`);
  }
  return faults.sort();
}
