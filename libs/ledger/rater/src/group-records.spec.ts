import { expect, test } from '@jest/globals';
import { packText } from '@suanpan/facts';
import { groupRecords } from './group-records.ts';

const record = (offset: number, value: Buffer = Buffer.from('x')) => ({ offset, appendedAt: 0, value });
const offsetsOf = (groups: readonly { offset: number }[][]) => groups.map((group) => group.map(({ offset }) => offset));

test.each([
  ['records that follow', [4, 5, 6], [[4, 5, 6]]],
  ['repeats in front', [2, 3, 4, 5], [[4, 5]]],
  ['a repeat in between', [4, 5, 4, 6], [[4, 5, 6]]],
  ['a gap', [4, 5, 7], [[4, 5]]],
  ['another order', [5, 4, 6], []],
  ['nothing new', [1, 2], []],
])('of %s only what continues is taken', (_, offsets, expected) => {
  expect(
    offsetsOf(
      groupRecords(
        offsets.map((offset) => record(offset)),
        4,
      ),
    ),
  ).toEqual(expected);
});

test('groups are cut by packed bytes, and a record that is larger goes alone', () => {
  const large = Buffer.alloc(60 * 1024, 'no frame');
  const huge = Buffer.alloc(900 * 1024, 'no frame');
  const groups = groupRecords([record(0, large), record(1), record(2, large), record(3, huge), record(4)], 0);
  expect(offsetsOf(groups)).toEqual([[0, 1], [2], [3], [4]]);
});

test('groups are cut by what they unpack to, so that records that compress well cannot make a batch nobody unpacks', () => {
  const dense = packText('a'.repeat(1024 * 1024));
  expect(dense.length).toBeLessThan(1024);
  const groups = groupRecords(
    Array.from({ length: 10 }, (_, offset) => record(offset, dense)),
    0,
  );
  expect(groups.map((group) => group.length)).toEqual([4, 4, 2]);
});
