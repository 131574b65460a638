// Writes the part of the feed that prices follow from into src/data, one model a line, so that a clean install prices
// offline and a new version of the feed is a diff that people can read. The feed's newest data comes with its Python package:
// install genai-prices for the python3 on the path, then run from the top: node libs/pricing/price-book/tools/snapshot-feed.mjs
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../src/data');
const reader = resolve(import.meta.dirname, 'read-genai-prices.py');
const { version, providers } = JSON.parse(execFileSync('python3', [reader], { maxBuffer: 64 * 1024 * 1024 }));

function write(name, part) {
  const blocks = part.map(({ models, ...head }) => {
    const lines = models.map((model) => `    ${JSON.stringify(model)}`).join(',\n');
    return `  ${JSON.stringify(head).slice(0, -1)},"models":[\n${lines}\n  ]}`;
  });
  const text = `{"version":${JSON.stringify(version)},"providers":[\n${blocks.join(',\n')}\n]}\n`;
  writeFileSync(resolve(folder, name), text);
  console.log(`${name}: ${part.length} providers, ${(text.length / 1024).toFixed(0)} KiB`);
}

// The aggregator alone is half of the models; apart from it each file stays small enough to read.
write(
  'genai-prices.json',
  providers.filter(({ id }) => id !== 'openrouter'),
);
write(
  'genai-prices-openrouter.json',
  providers.filter(({ id }) => id === 'openrouter'),
);
