import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from '@jest/globals';
import { foldStoreContract } from './fold-store.contract.ts';
import { discardLevelFoldStore, openLevelFoldStore } from './index.ts';

const folders: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'suanpan-fold-'));
  folders.push(folder);
  return join(folder, 'store');
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const bytes = (text: string) => Buffer.from(text);

foldStoreContract('on LevelDB', () => openLevelFoldStore(newFolder()));

async function writeSome(folder: string, count: number): Promise<void> {
  const store = await openLevelFoldStore(folder);
  for (let number = 1; number <= count; number++) {
    await store.write([[bytes(`key-${number}`), Buffer.alloc(500, number)]], `at ${number}`);
  }
  await store.close();
}

function filesOf(folder: string, ending: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

test('what was written is there after it was closed and opened again', async () => {
  const folder = newFolder();
  await writeSome(folder, 3);
  const store = await openLevelFoldStore(folder);
  expect(await store.position()).toBe('at 3');
  expect((await store.getMany([bytes('key-2')]))[0]).toEqual(new Uint8Array(500).fill(2));
  await store.close();
});

/** Runs the endless writer, kills it while it writes, and answers the last number it told. */
async function killInMidWrite(folder: string, afterWrites: number): Promise<number> {
  const script = join(import.meta.dirname, 'endless-writer.ts');
  const child = spawn(process.execPath, ['--conditions=@suanpan/source', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = 0;
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    told = Number(line);
    if (++count === afterWrites) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return told;
}

test('a writer killed in mid-write leaves one whole write and its position, and nothing it told is lost', async () => {
  const folder = newFolder();
  for (const afterWrites of [1, 3, 7, 20, 40, 90, 150, 151, 152, 153]) {
    const told = await killInMidWrite(folder, afterWrites);
    const store = await openLevelFoldStore(folder);
    const position = await store.position();
    const values = new Set<string>();
    let keys = 0;
    for await (const [, value] of store.scan(bytes('key-'))) {
      values.add(Buffer.from(value).toString());
      keys++;
    }
    await store.close();
    expect(Number(position)).toBeGreaterThanOrEqual(told);
    expect(keys).toBe(20);
    expect([...values]).toEqual([position]);
  }
});

test('a write lost in the middle of the journal is found, although LevelDB opens without a word', async () => {
  const folder = newFolder();
  await writeSome(folder, 400);
  const [journal = ''] = filesOf(folder, '.log');
  const content = readFileSync(journal);
  content.fill(0x55, Math.floor(content.length / 2), Math.floor(content.length / 2) + 2_000);
  writeFileSync(journal, content);
  await expect(openLevelFoldStore(folder)).rejects.toMatchObject({
    code: 'fold_store_mismatch',
    detail: expect.stringContaining('lost a write'),
  });
});

test('a journal torn at its end stands at an older write, whole', async () => {
  const folder = newFolder();
  await writeSome(folder, 400);
  const [journal = ''] = filesOf(folder, '.log');
  const content = readFileSync(journal);
  writeFileSync(journal, content.subarray(0, Math.floor(content.length / 2)));
  const store = await openLevelFoldStore(folder);
  const number = Number((await store.position())?.slice('at '.length));
  expect(number).toBeGreaterThan(100);
  expect(number).toBeLessThan(400);
  const values = await store.getMany([bytes(`key-${number}`), bytes(`key-${number + 1}`)]);
  expect(values.map((value) => value?.length)).toEqual([500, undefined]);
  await store.close();
});

test('a damaged store is named, can be discarded, and is then empty', async () => {
  const folder = newFolder();
  await writeSome(folder, 3);
  for (const manifest of readdirSync(folder).filter((name) => name.startsWith('MANIFEST'))) {
    writeFileSync(join(folder, manifest), 'nonsense');
  }
  await expect(openLevelFoldStore(folder)).rejects.toMatchObject({ code: 'fold_store_mismatch' });
  await discardLevelFoldStore(folder);
  const store = await openLevelFoldStore(folder);
  expect(await store.position()).toBeUndefined();
  await store.close();
});

test('a second opener is refused and the first goes on', async () => {
  const folder = newFolder();
  const store = await openLevelFoldStore(folder);
  await expect(openLevelFoldStore(folder)).rejects.toMatchObject({ code: 'fold_store_locked' });
  await store.write([], 'one');
  expect(await store.position()).toBe('one');
  await store.close();
});

test('discarding what is not there is no error', async () => {
  await discardLevelFoldStore(newFolder());
});
