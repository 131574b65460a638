import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyDisplay } from '@suanpan/api-keys';
import { isFault } from '@suanpan/fault';
import { secretsFolder } from '@suanpan/stack';
import { type Address, at } from '../admin/address.ts';
import type { Admin } from '../admin/admin.ts';
import { adminPlace } from '../admin/calling-as.ts';
import type { CommandContext } from '../command-context.ts';
import type { IssuedKey, Key } from '../key/key-commands.ts';
import { DEMO_PRICE, DEMO_PROJECT, DEMO_ROOT, DEMO_SUPPORT, demoEntities } from './demo-tree.ts';
import { DEMO_MODEL, DEMO_PROVIDER } from './trace-events.ts';

const REASON = 'demo';

/**
 * Makes what the demo needs and does not have yet, and answers its API key. The key is kept in a file that its owner alone
 * may read, because the catalogue cannot give it back. `from` is when the plans begin, RFC 3339.
 */
export async function prepareDemo(context: CommandContext, admin: Admin, from: string): Promise<string> {
  for (const [address, entity] of demoEntities(from)) await ensure(admin, address, entity);
  await ensurePrices(admin);
  return demoKey(admin, join(secretsFolder(adminPlace(context).dataFolder), 'demo-key'));
}

/** Creates what is not there yet. */
async function ensure(admin: Admin, address: Address, entity: Readonly<Record<string, unknown>>): Promise<void> {
  try {
    await admin.add(address, { ...entity, reason: REASON });
  } catch (error) {
    if (!isFault(error, 'entity_exists')) throw error;
  }
}

/** A price that the demo's own model has already is left as it is. */
async function ensurePrices(admin: Admin): Promise<void> {
  const query = { provider: DEMO_PROVIDER, model: DEMO_MODEL, root: DEMO_ROOT };
  if ((await admin.list(at`prices`, query)).length > 0) return;
  await admin.add(at`prices`, {
    ...query,
    currency: 'USD',
    prices: { uncached_input: DEMO_PRICE, output_text: DEMO_PRICE },
    effectiveFrom: null,
    effectiveTo: null,
    source: { feed: 'demo', version: '1' },
    reason: REASON,
  });
}

/** The key of an earlier run if it is still good, or a new one. */
async function demoKey(admin: Admin, file: string): Promise<string> {
  const kept = readKey(file);
  const keys = await admin.list<Key>(at`keys`, { root: DEMO_ROOT, status: 'active' });
  if (kept !== undefined && keys.some(({ display }) => display === keyDisplay(kept))) return kept;
  const { body } = await admin.add<IssuedKey>(at`keys`, {
    ...{ account: DEMO_SUPPORT, project: DEMO_PROJECT, scopes: ['ingest'], expiresAt: null },
    ...{ kind: 'live', reason: REASON },
  });
  writeFileSync(file, body.secret, { mode: 0o600 });
  return body.secret;
}

function readKey(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    // No earlier run, or its folder was removed: a new key is made.
    return undefined;
  }
}
