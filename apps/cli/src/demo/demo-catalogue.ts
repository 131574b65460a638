import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyHash } from '@suanpan/api-keys';
import type { CatalogueWriter, ChangeRequest } from '@suanpan/catalogue-postgres';
import { ownPriceList } from '@suanpan/price-book';
import { readStackConfig } from '@suanpan/stack';
import { applyChanges } from '../catalogue/change.ts';
import { withCatalogue } from '../catalogue/with-catalogue.ts';
import type { CommandContext } from '../command-context.ts';
import { newKey } from '../key/key-commands.ts';
import { DEMO_MODEL, DEMO_PROVIDER } from './trace-events.ts';

export const DEMO_ROOT = 'demo';
export const DEMO_PROJECT = 'demo-chat';
/** 0.002 USD for 1,000 tokens, input and output alike. */
const DEMO_PRICE = { amount: '0.002', per: 1_000 };

/**
 * Makes what the demo needs and does not have yet, as one revision, and answers its API key. The key is kept in a file
 * that its owner alone may read, because the catalogue cannot give it back.
 */
export function prepareDemo(context: CommandContext): Promise<string> {
  const { dataFolder } = readStackConfig(context.env);
  const keyFile = join(dataFolder, 'secrets', 'demo-key');
  return withCatalogue(context, async (writer) => {
    const changes = [...(await missingRoot(writer)), ...(await missingPrices(writer))];
    const kept = await keptKey(writer, keyFile);
    if (kept === undefined) {
      const { text, key } = newKey({ root: DEMO_ROOT, project: DEMO_PROJECT, scope: ['ingest'] });
      changes.push({ act: 'create', entity: 'key', value: key });
      writeFileSync(keyFile, text, { mode: 0o600 });
      await applyChanges(context, writer, 'demo', changes);
      return text;
    }
    if (changes.length > 0) await applyChanges(context, writer, 'demo', changes);
    return kept;
  });
}

async function missingRoot(writer: CatalogueWriter): Promise<ChangeRequest[]> {
  const changes: ChangeRequest[] = [];
  if ((await writer.list('root', DEMO_ROOT)).length === 0) {
    changes.push({ act: 'create', entity: 'root', value: { id: DEMO_ROOT, name: 'Demo', zone: 'UTC' } });
  }
  if (!(await writer.list('project', DEMO_ROOT)).some((project) => project.id === DEMO_PROJECT)) {
    const value = { id: DEMO_PROJECT, root: DEMO_ROOT, account: DEMO_ROOT, name: 'Demo chat' };
    changes.push({ act: 'create', entity: 'project', value });
  }
  return changes;
}

async function missingPrices(writer: CatalogueWriter): Promise<ChangeRequest[]> {
  const rows = ownPriceList({
    provider: DEMO_PROVIDER,
    model: DEMO_MODEL,
    currency: 'USD',
    root: DEMO_ROOT,
    prices: { uncached_input: DEMO_PRICE, output_text: DEMO_PRICE },
    source: { feed: 'demo', version: '1' },
  });
  const present = new Set((await writer.list('priceRow', DEMO_ROOT)).map((row) => row.id));
  return rows
    .filter((row) => !present.has(row.id))
    .map((value): ChangeRequest => ({ act: 'create', entity: 'priceRow', value }));
}

/** The key of an earlier run, if the catalogue still lets it in. */
async function keptKey(writer: CatalogueWriter, file: string): Promise<string | undefined> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch {
    // No earlier run, or its folder was removed: a new key is made.
    return undefined;
  }
  const keys = await writer.list('key', DEMO_ROOT);
  return keys.some((key) => key.hash === keyHash(text) && key.status === 'active') ? text : undefined;
}
