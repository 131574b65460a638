import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { backfillCounter, liveCounter } from '@suanpan/charging';
import { USAGE_RATED } from '@suanpan/facts';
import { type FoldStore, openLevelFoldStore } from '@suanpan/fold-store';
import { eventIdentity } from '@suanpan/identity';
import { openFoldStore } from '@suanpan/log-consumer';
import { counterKey, identityKey, openKey } from '@suanpan/rated-log';
import { openOutcomes } from './price-again.ts';
import type { ShardRater } from './shard-rater.ts';
import { anEvent, SHARD, Shard } from './spec-shard.ts';

const folder = mkdtempSync(join(tmpdir(), 'suanpan-damaged-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One shard whose rater keeps its state in real files; what is said of damage is kept, too. */
class Kept {
  readonly shard = new Shard();
  readonly said: string[] = [];
  readonly path: string;
  readonly #name: string;

  constructor(name: string) {
    this.#name = name.replaceAll(/\W+/g, '-');
    this.path = join(folder, this.#name);
  }

  open = (): Promise<FoldStore> =>
    openFoldStore(folder, this.#name, {
      warn: (about) => this.said.push((about as { err: { code: string } }).err.code),
    });

  rater(instance: string, openStore = this.open): ShardRater {
    return this.shard.rater(instance, undefined, {
      openStore,
      onStoreDamaged: (_, { code }) => this.said.push(code),
    });
  }

  /** Two calls counted, one that waits for a price, and the same again, which are duplicates. */
  async counted(): Promise<void> {
    for (const id of ['a', 'b']) await this.shard.send(1, [anEvent(id)]);
    await this.shard.send(1, [anEvent('c', { requestedModel: 'late' })]);
    const rater = this.rater('first');
    await rater.takeOver();
    await rater.rate(this.shard.source());
    await rater.release();
    for (const id of ['a', 'b']) await this.shard.send(1, [anEvent(id)]);
  }

  async put(key: Uint8Array, value: string): Promise<void> {
    const store = await openLevelFoldStore(this.path);
    await store.write([[key, Buffer.from(value)]], (await store.position()) ?? '');
    await store.close();
  }

  kinds(): string[] {
    return this.shard.outcomes().map(({ outcome }) => outcome.kind);
  }
}

const RIGHT = ['rated', 'rated', 'quarantined', 'duplicate', 'duplicate'];

function filesOf(path: string, pattern: RegExp): string[] {
  const found = readdirSync(path).filter((name) => pattern.test(name));
  expect(found).not.toEqual([]);
  return found.map((name) => join(path, name));
}

/** Overwrites bytes in the middle of a file. */
function flip(file: string): void {
  const content = readFileSync(file);
  const middle = Math.floor(content.length / 2);
  writeFileSync(file, content.fill(0x55, middle, middle + 64));
}

test.each<[string, RegExp, (file: string) => void]>([
  ['the manifest is overwritten', /^MANIFEST/, (file) => writeFileSync(file, 'nonsense')],
  ['the manifest is cut off', /^MANIFEST/, (file) => truncateSync(file, 5)],
  ['the manifest is gone', /^MANIFEST/, (file) => rmSync(file)],
  ['CURRENT is gone', /^CURRENT/, (file) => rmSync(file)],
  ['CURRENT names nothing', /^CURRENT/, (file) => writeFileSync(file, 'nonsense')],
])('a store is rebuilt at the start, and said to be, when %s', async (name, files, damage) => {
  const kept = new Kept(name);
  await kept.counted();
  for (const file of filesOf(kept.path, files)) damage(file);
  const rater = kept.rater('second');
  expect(await rater.takeOver()).toBe(3);
  await rater.rate(kept.shard.source());
  await rater.release();
  expect([kept.kinds(), kept.said]).toEqual([RIGHT, ['fold_store_mismatch']]);
});

test.each<[string, RegExp, (file: string) => void]>([
  ['every file is gone', /./, (file) => rmSync(file)],
  ['the journal has flipped bytes', /\.log$/, flip],
  ['the journal is cut off at its end', /\.log$/, (file) => truncateSync(file, 300)],
  ['the journal is gone', /\.log$/, (file) => rmSync(file)],
])('what is missing is folded again from the log when %s', async (name, files, damage) => {
  const kept = new Kept(name);
  await kept.counted();
  for (const file of filesOf(kept.path, files)) damage(file);
  const rater = kept.rater('second');
  expect(await rater.takeOver()).toBe(3);
  await rater.rate(kept.shard.source());
  await rater.release();
  expect(kept.kinds()).toEqual(RIGHT);
});

test('a store whose hash the log contradicts is rebuilt from the log, and said to be', async () => {
  const kept = new Kept('contradicted');
  await kept.counted();
  const store = await openLevelFoldStore(kept.path);
  const position = JSON.parse((await store.position()) ?? '') as { hash: string };
  await store.write([], JSON.stringify({ ...position, hash: 'f'.repeat(position.hash.length) }));
  await store.close();
  const rater = kept.rater('second');
  expect(await rater.takeOver()).toBe(3);
  await rater.rate(kept.shard.source());
  await rater.release();
  expect([kept.kinds(), kept.said]).toEqual([RIGHT, ['log_rewritten']]);
});

test('a store that is ahead of the log halts, and is kept as it is', async () => {
  const kept = new Kept('ahead');
  await kept.counted();
  kept.shard.log.truncate(USAGE_RATED.name, SHARD, 1);
  const rater = kept.rater('second');
  await expect(rater.takeOver()).rejects.toMatchObject({ code: 'log_truncated' });
  await rater.release();
  const store = await openLevelFoldStore(kept.path);
  expect(JSON.parse((await store.position()) ?? '')).toMatchObject({ nextSource: 3 });
  await store.close();
  expect(kept.said).toEqual([]);
});

test.each([
  ['a counted identity', () => identityKey(eventIdentity('root-a', 'spec', 'a')), 'short'],
  ['a live source', () => counterKey(liveCounter('root-a', 'spec')), 'not a time'],
])('%s that cannot be read halts the shard, and whoever takes it over next folds it anew', async (name, key, value) => {
  const kept = new Kept(name);
  await kept.counted();
  await kept.put(key(), value);
  const rater = kept.rater('second');
  await rater.takeOver();
  await kept.shard.send(1, [anEvent('d')]);
  await expect(rater.rate(kept.shard.source())).rejects.toMatchObject({ code: 'state_damaged' });
  expect([rater.holds, kept.said]).toEqual([false, ['state_damaged']]);
  await rater.release();
  const next = kept.rater('third');
  await next.takeOver();
  await next.rate(kept.shard.source());
  await next.release();
  expect(kept.kinds().slice(0, 5)).toEqual(RIGHT);
});

test('the sweep of backfills halts on one that cannot be read', async () => {
  const kept = new Kept('backfill');
  await kept.counted();
  await kept.put(counterKey(backfillCounter('root-a', 'old')), '{"sealed":');
  const rater = kept.rater('second');
  await rater.takeOver();
  await expect(rater.rate(kept.shard.source())).rejects.toMatchObject({ code: 'state_damaged' });
  await rater.release();
});

test('a call that waits for a price and cannot be read is found beside the deliveries, and the next of them halts', async () => {
  const kept = new Kept('waits');
  await kept.counted();
  await kept.put(openKey(2), '{"root":');
  const rater = kept.rater('second');
  await rater.takeOver();
  const found = await openOutcomes(rater.store as FoldStore).catch((error: unknown) => error);
  expect(found).toMatchObject({ code: 'state_damaged' });
  rater.distrustState(found as never);
  expect([rater.holds, rater.distrust?.code]).toEqual([false, 'state_damaged']);
  await expect(rater.takeOver()).rejects.toMatchObject({ code: 'state_damaged' });
  await rater.takeOver();
  expect(await openOutcomes(rater.store as FoldStore)).toHaveLength(1);
  await rater.release();
});
