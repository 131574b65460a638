import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openFoldStore } from './open-fold-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'suanpan-open-fold-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a damaged store is thrown away, and said to be, and the fold starts again with an empty one', async () => {
  const said: object[] = [];
  const open = () => openFoldStore(folder, 'shard-0', { warn: (about) => said.push(about) });
  const store = await open();
  await store.write([[Buffer.from('k'), Buffer.from('v')]], 'one');
  await store.close();
  for (const name of readdirSync(join(folder, 'shard-0')).filter((each) => each.startsWith('MANIFEST'))) {
    writeFileSync(join(folder, 'shard-0', name), 'nonsense');
  }
  const anew = await open();
  expect(await anew.position()).toBeUndefined();
  expect(said).toMatchObject([{ err: { code: 'fold_store_mismatch' } }]);
  await expect(open()).rejects.toMatchObject({ code: 'fold_store_locked' });
  await anew.close();
});
