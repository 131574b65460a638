// Prints how the shipped list prices differ from those of genai-prices' Python package: the installed one or, with --newest, the newest
// of the package registry, which goes into a folder of its own. Needs python3; without it there is nothing to compare with.
// Run from the top, after a build: npm run check:prices -- --newest
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { diffRows, rowsFromGenaiPrices, SNAPSHOT_VERSION, snapshotRows } from '@suanpan/price-book';

const reader = resolve(import.meta.dirname, 'read-genai-prices.py');

function python(args, env = {}) {
  const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: { ...process.env, ...env } };
  const { status, stdout, stderr } = spawnSync('python3', args, options);
  if (status === 0) return stdout;
  console.error(stderr?.trim().split('\n').at(-1) ?? 'python3 cannot be started');
  return undefined;
}

function readFeed(newest) {
  if (!newest) return python([reader]);
  const folder = mkdtempSync(join(tmpdir(), 'suanpan-prices-'));
  try {
    const got = python([
      '-m',
      'pip',
      'install',
      '--quiet',
      '--target',
      folder,
      '--only-binary',
      ':all:',
      'genai-prices',
    ]);
    return got === undefined ? undefined : python([reader], { PYTHONPATH: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const text = readFeed(process.argv.includes('--newest'));
if (text === undefined) {
  console.error('genai-prices cannot be read here, so nothing was compared.');
  process.exit(2);
}
const { version, providers } = JSON.parse(text);
const { added, changed, vanished, unchanged } = diffRows(
  snapshotRows().rows,
  rowsFromGenaiPrices(providers, version).rows,
);
const nameOf = (row) =>
  [`${row.provider}/${row.model}`, row.leaf, row.serviceTier, row.region].filter(Boolean).join(' ');
const priceOf = ({ unitPrice, per }) => (per === undefined ? unitPrice : `${unitPrice}/${per}`);
for (const row of added) console.log(`new      ${nameOf(row)}: ${priceOf(row)}`);
for (const { before, after } of changed)
  console.log(`changed  ${nameOf(after)}: ${priceOf(before)} → ${priceOf(after)}`);
for (const row of vanished) console.log(`vanished ${nameOf(row)}: ${priceOf(row)}`);
console.log(
  `shipped ${SNAPSHOT_VERSION}, compared with ${version}: new ${added.length}, changed ${changed.length}, vanished ${vanished.length}, the same ${unchanged}`,
);
process.exit(added.length + changed.length + vanished.length === 0 ? 0 : 1);
