// Writes the part of the feed that prices follow from into src/data, one model a line, so that a clean install prices
// offline and a new version of the feed is a diff that people can read. Run from the top: node libs/pricing/price-book/tools/snapshot-feed.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { waitForUpdate } from '@pydantic/genai-prices';

const entry = createRequire(import.meta.url).resolve('@pydantic/genai-prices');
const { version } = JSON.parse(readFileSync(resolve(entry, '../../package.json'), 'utf8'));
const folder = resolve(import.meta.dirname, '../src/data');

const providers = (await waitForUpdate()).map((provider) => ({
  id: provider.id,
  ...(provider.fallback_model_providers ? { fallback_model_providers: provider.fallback_model_providers } : {}),
  models: provider.models.map(({ id, match, prices }) => ({ id, match, prices })),
}));

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
