import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FoldPut, FoldStore } from './fold-store.ts';

const bytes = (text: string) => Buffer.from(text);
const put = (key: string, value: string): FoldPut => [bytes(key), bytes(value)];

async function everything(store: FoldStore, prefix = ''): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const [key, value] of store.scan(bytes(prefix))) {
    found.push([Buffer.from(key).toString('latin1'), Buffer.from(value).toString('latin1')]);
  }
  return found;
}

/** What every fold store promises. Each case opens an empty store of its own and closes it. */
export function foldStoreContract(name: string, openEmpty: () => Promise<FoldStore>): void {
  const keeps = (promise: string, act: (store: FoldStore) => Promise<void>) =>
    test(`${name}: ${promise}`, async () => {
      const store = await openEmpty();
      try {
        await act(store);
      } finally {
        await store.close();
      }
    });

  keeps('an empty store has no position and no pairs', async (store) => {
    expect(await store.position()).toBeUndefined();
    expect(await everything(store)).toEqual([]);
    expect(await store.getMany([bytes('a')])).toEqual([undefined]);
  });

  keeps('a write sets its puts and its position, and undefined deletes', async (store) => {
    await store.write([put('a', '1'), put('b', '2')], 'one');
    await store.write([[bytes('a'), undefined], put('c', '3')], 'two');
    expect(await store.position()).toBe('two');
    expect(await everything(store)).toEqual([
      ['b', '2'],
      ['c', '3'],
    ]);
  });

  keeps('the last of several puts of one key in one write wins', async (store) => {
    await store.write([put('a', '1'), [bytes('a'), undefined], put('a', '2')], 'one');
    expect(await everything(store)).toEqual([['a', '2']]);
  });

  keeps('a write without puts still moves the position', async (store) => {
    await store.write([], 'one');
    expect(await store.position()).toBe('one');
    expect(await everything(store)).toEqual([]);
  });

  keeps('values come back in the order of the keys asked for, missing ones as undefined', async (store) => {
    await store.write([put('a', '1'), put('b', '2'), put('c', '')], 'one');
    const values = await store.getMany(['c', 'x', 'a', 'b', 'a'].map(bytes));
    expect(values.map((value) => (value === undefined ? undefined : Buffer.from(value).toString()))).toEqual([
      '',
      undefined,
      '1',
      '2',
      '1',
    ]);
  });

  keeps('a refused write changes nothing', async (store) => {
    await store.write([put('a', '1')], 'one');
    await expect(store.write([put('b', '2'), [Uint8Array.of(0xff, 0), bytes('x')]], 'two')).rejects.toThrow(RangeError);
    expect(await store.position()).toBe('one');
    expect(await everything(store)).toEqual([['a', '1']]);
  });

  keeps('writes asked for at once apply in the order they were asked for', async (store) => {
    for (let round = 0; round < 20; round++) {
      const all = Array.from({ length: 100 }, (_, index) => store.write([put('a', String(index))], String(index)));
      await Promise.all(all);
      expect(await store.position()).toBe('99');
      expect(await everything(store)).toEqual([['a', '99']]);
    }
  });

  keeps('a stored value does not change with the buffer it came from', async (store) => {
    const value = bytes('before');
    await store.write([[bytes('a'), value]], 'one');
    value.fill(0);
    expect(await everything(store)).toEqual([['a', 'before']]);
  });

  keeps('clearing leaves nothing, and the store can be filled anew', async (store) => {
    await store.write([put('a', '1')], 'one');
    await store.clear();
    expect(await store.position()).toBeUndefined();
    expect(await everything(store)).toEqual([]);
    await store.write([put('b', '2')], 'two');
    expect(await everything(store)).toEqual([['b', '2']]);
  });

  keeps('whatever is written, scans give exactly the pairs of the prefix in byte order', async (store) => {
    const key = fc.uint8Array({ maxLength: 4, max: 0xff }).filter((candidate) => candidate[0] !== 0xff);
    const act = fc.tuple(key, fc.option(fc.uint8Array({ maxLength: 3 }), { nil: undefined }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(act, { maxLength: 6 }), { maxLength: 6 }), key, async (writes, prefix) => {
        await store.clear();
        const model = new Map<string, string>();
        for (const [index, puts] of writes.entries()) {
          await store.write(puts, String(index));
          for (const [at, value] of puts) {
            const text = Buffer.from(at).toString('latin1');
            if (value === undefined) model.delete(text);
            else model.set(text, Buffer.from(value).toString('latin1'));
          }
        }
        const start = Buffer.from(prefix).toString('latin1');
        const wanted = [...model].filter(([at]) => at.startsWith(start)).sort(([a], [b]) => (a < b ? -1 : 1));
        expect(await everything(store, '')).toEqual([...model].sort(([a], [b]) => (a < b ? -1 : 1)));
        const found: [string, string][] = [];
        for await (const [at, value] of store.scan(prefix)) {
          found.push([Buffer.from(at).toString('latin1'), Buffer.from(value).toString('latin1')]);
        }
        expect(found).toEqual(wanted);
        const middle = wanted[Math.floor(wanted.length / 2)]?.[0] ?? start;
        const later: string[] = [];
        for await (const [at] of store.scan(prefix, Buffer.from(middle, 'latin1')))
          later.push(Buffer.from(at).toString('latin1'));
        expect(later).toEqual(wanted.map(([at]) => at).filter((at) => at >= middle));
      }),
      { numRuns: 25 },
    );
  });
}
