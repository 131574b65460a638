import { expect, test } from '@jest/globals';
import { memoryFoldStore } from '@suanpan/fold-store';
import { openKey } from '@suanpan/rated-log';
import fc from 'fast-check';
import { newScan, type OpenScan, scanOpen } from './scan-open.ts';
import { anEvent, charging, NOON, viewOf } from './spec-shard.ts';

const LIMITS = { keysMax: 7, targetsPerRoot: 3, bytesPerRoot: 1024 * 1024 };

/** A store with one open outcome for each root named, in order; those of `no` have no price. */
async function storeOf(roots: readonly string[]) {
  const store = memoryFoldStore();
  const event = (root: string, seq: number) =>
    anEvent(`event-${seq}`, { root, requestedModel: root === 'no' ? 'late' : 'priced' });
  await store.write(
    roots.map((root, seq) => [openKey(seq), Buffer.from(JSON.stringify(event(root, seq)))]),
    '{}',
  );
  return store;
}

/** Scans until everything has been looked at; answers the targets sent by each step. */
async function scanAll(roots: readonly string[], limits = LIMITS) {
  const store = await storeOf(roots);
  const parts = { view: viewOf(4), charging, now: NOON };
  const steps: { readonly root: string; readonly seq: number }[][] = [];
  let scan: OpenScan = newScan(4);
  for (let isDone = false; !isDone && steps.length < 1000; ) {
    const step = await scanOpen(store, scan, roots.length, parts, limits);
    steps.push(step.directives.flatMap(({ root, targets }) => targets.map(({ seq }) => ({ root, seq }))));
    ({ scan, isDone } = step);
  }
  return steps;
}

test('one root with many open outcomes gets its share a step, and others are not kept waiting', async () => {
  const roots = [...Array.from({ length: 20 }, () => 'hog'), 'small', 'small'];
  const steps = await scanAll(roots, { ...LIMITS, keysMax: 1000 });
  expect(steps[0]?.map(({ root }) => root)).toEqual(['hog', 'hog', 'hog', 'small', 'small']);
  expect(steps.map((sent) => sent.length)).toEqual([5, 3, 3, 3, 3, 3, 2]);
});

test('whatever waits, each target that has a price is sent once, no step reads or sends more than it may', async () => {
  const roots = fc.array(fc.constantFrom('a', 'a', 'a', 'b', 'c', 'no'), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(roots, async (open) => {
      const steps = await scanAll(open);
      const sent = steps.flat().map(({ seq }) => seq);
      const due = open.flatMap((root, seq) => (root === 'no' ? [] : [seq]));
      expect([...sent].sort((a, b) => a - b)).toEqual(due);
      for (const step of steps) {
        for (const root of ['a', 'b', 'c']) expect(step.filter((each) => each.root === root).length).toBeLessThan(4);
      }
    }),
  );
});

test('a share is bounded by bytes too, and a target larger than that goes alone', async () => {
  const steps = await scanAll(['a', 'a', 'b'], { ...LIMITS, bytesPerRoot: 10 });
  expect(steps.map((sent) => sent.map(({ seq }) => seq))).toEqual([[0, 2], [1]]);
});
