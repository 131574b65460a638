// Counts what a recipe of docs/CONTRIBUTING.md takes: the files and lines of the change that followed it.
// Usage: node tools/count-recipe.mjs <subject of a commit | revision | range> [path …]
import { execFileSync } from 'node:child_process';

const [wanted, ...paths] = process.argv.slice(2);
if (wanted === undefined) {
  console.error('Name a commit by its subject or revision, or a range: node tools/count-recipe.mjs "facts: …"');
  process.exit(1);
}

const git = (...args) => execFileSync('git', args, { encoding: 'utf8' });

/** A range as it is; a revision or the newest commit whose message holds the text as its own change. */
function rangeOf(text) {
  if (text.includes('..')) return text;
  const found = git('log', '-1', '--format=%H', '--fixed-strings', `--grep=${text}`).trim();
  const revision = found === '' ? git('rev-parse', '--verify', text).trim() : found;
  return `${revision}~1..${revision}`;
}

/** Files that a program writes, tests, and texts for people are counted apart: nobody can forget the first, and a test tells. */
function kindOf(path) {
  if (/(^|\/)(openapi\.json|package-lock\.json|tsconfig\.json)$/.test(path)) return 'generated';
  if (/\.(spec|contract|fixture)\.ts$|\/testing\//.test(path)) return 'tests';
  return path.endsWith('.md') ? 'documents' : 'by hand';
}

const rows = git('diff', '--numstat', '--no-renames', rangeOf(wanted), '--', ...paths)
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.split('\t'))
  .map(([added, removed, path]) => ({ added: Number(added), removed: Number(removed), path, kind: kindOf(path) }));

for (const kind of ['by hand', 'generated', 'tests', 'documents']) {
  const files = rows.filter((row) => row.kind === kind);
  const sum = (name) => files.reduce((total, row) => total + row[name], 0);
  console.log(
    `${kind.padEnd(10)} ${String(files.length).padStart(3)} files  +${sum('added')} −${sum('removed')} lines`,
  );
  for (const { path, added, removed } of files) console.log(`             ${path}  +${added} −${removed}`);
}
