import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Installation, type Restored, readInstallation, restoreInstallation } from './index.ts';

const FOLDER = join(import.meta.dirname, '../installations');

describe.each(readdirSync(FOLDER).filter((name) => name.endsWith('.json.gz')))('what %s holds', (name) => {
  let kept: Installation;
  let restored: Restored;
  const run = (...args: string[]) => restored.stack.run(...args);
  const cli = (...args: string[]) => restored.stack.cli(...args);

  beforeAll(async () => {
    kept = readInstallation(join(FOLDER, name));
    restored = await restoreInstallation(kept);
  }, 240_000);
  afterAll(() => restored?.stop(), 60_000);

  async function eventually(what: string, read: () => Promise<string>, wanted: RegExp): Promise<void> {
    let found = await read();
    for (const end = performance.now() + 60_000; !wanted.test(found) && performance.now() < end; ) found = await read();
    expect([what, found]).toEqual([what, expect.stringMatching(wanted)]);
  }
  const explained = (id: string) => async () => (await cli('explain', id)).stdout;

  test('is rated again to the letter, reconciles to 0, and its catalogue is whole', async () => {
    await eventually('reconcile', async () => String((await cli('reconcile')).code), /^0$/);
    expect(JSON.parse(await run('replay', '--json'))).toEqual(
      Array.from({ length: kept.shards }, () => expect.objectContaining({ differences: [] })),
    );
    expect(await cli('catalogue', 'verify')).toMatchObject({ code: 0 });
  }, 120_000);

  test('is stated as it was, in the closed month and in the open one', async () => {
    for (const { args, total } of kept.statements)
      expect([args, JSON.stringify(JSON.parse(await run(...args, '--json')).totals)]).toEqual([args, total]);
    expect(await run('period', 'list', '--root', 'acme')).toMatch(new RegExp(`${kept.month}.*closed`));
  }, 60_000);

  test('goes on: its keys send calls that its plan charges, and they can be taken back', async () => {
    const data = { provider: 'spec', model: 'm', operation: 'chat', inputTokens: 1_400, outputTokens: 0 };
    const event = { specversion: '1.0', type: 'suanpan.usage.v1', source: 'spec', id: 'newer', data };
    const { status } = await fetch(`${restored.stack.addresses.ingestUrl}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${kept.key}`, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({ ...event, time: new Date().toISOString() }),
    });
    expect([200, 202]).toContain(status);
    // 1,000 tokens are the month's, 400 are beyond.
    await eventually('newer', explained('newer'), /0\.4 USD/);
    await run('void', 'newer', '--root', 'acme', '--source', 'spec', '--reason', 'It was a test.');
    await eventually('newer taken back', explained('newer'), /-0\.4 USD/);
  }, 120_000);

  test('prices the call that waited when its price comes, and still reconciles to 0', async () => {
    await eventually('waits-2', explained('waits-2'), /quarantined/);
    const price = [
      '--provider',
      'spec',
      '--model',
      'waits-on',
      '--input-per-million',
      '2',
      '--output-per-million',
      '3',
    ];
    await run('price', 'add', ...price);
    await eventually('waits-2', explained('waits-2'), /1500 × 0\.000002 = 0\.003 USD/);
    await eventually('reconcile', async () => String((await cli('reconcile')).code), /^0$/);
  }, 120_000);
});
