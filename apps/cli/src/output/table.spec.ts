import { expect, test } from '@jest/globals';
import { textTable } from './table.ts';

test('columns are as wide as their widest text, numbers stand at the right, and no line ends in blanks', () => {
  expect(
    textTable(
      [{ title: 'NAME' }, { title: 'N', align: 'right' }, { title: 'X' }],
      [
        ['a', '100', ''],
        ['long', '5', 'y'],
      ],
    ),
  ).toEqual(['NAME    N  X', 'a     100', 'long    5  y']);
});

test('Chinese characters count for two places', () => {
  expect(
    textTable(
      [{ title: 'NAME' }, { title: 'ZONE' }],
      [
        ['算盘', 'UTC'],
        ['ab', 'UTC'],
      ],
    ),
  ).toEqual(['NAME  ZONE', '算盘  UTC', 'ab    UTC']);
});
