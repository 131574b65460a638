// Writes every tsconfig.json from the packages' own dependencies, so that the compiler's order and the package
// manifests cannot disagree. `--check` only compares and exits 1 when a file is stale.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';

const top = resolve(import.meta.dirname, '..');
const check = process.argv.includes('--check');
const stale = [];

const manifests = globSync('{apps/*,libs/*/*}/package.json', { cwd: top }).sort();
const folderOf = new Map(
  manifests.map((file) => [
    JSON.parse(readFileSync(resolve(top, file), 'utf8')).name,
    file.replace('/package.json', ''),
  ]),
);

function put(path, value) {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const file = resolve(top, path);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  if (check) stale.push(path);
  else writeFileSync(file, text);
}

for (const [name, folder] of folderOf) {
  const manifest = JSON.parse(readFileSync(resolve(top, folder, 'package.json'), 'utf8'));
  const ours = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
    (d) => folderOf.has(d) && d !== name,
  );
  put(`${folder}/tsconfig.json`, {
    extends: relative(folder, 'tsconfig.base.json'),
    compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
    // JSON is compiled along only where it is named; data that ships with a lib lies in src/data.
    include: existsSync(resolve(top, folder, 'src/data')) ? ['src', 'src/data/*.json'] : ['src'],
    references: ours.sort().map((d) => ({ path: relative(folder, folderOf.get(d)) })),
  });
}
put('tsconfig.json', { files: [], references: [...folderOf.values()].sort().map((path) => ({ path })) });
if (stale.length > 0) {
  console.error(`stale, run \`node tools/sync-references.mjs\`: ${stale.join(', ')}`);
  process.exit(1);
}
