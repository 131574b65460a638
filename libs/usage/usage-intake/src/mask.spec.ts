import { createHmac, hkdfSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createMask } from './index.ts';

const secret = Buffer.alloc(32, 1);

test('a mask is the keyed hash it says it is', () => {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'suanpan mask v1 root_1', 32));
  const digest = createHmac('sha256', key).update('endUser\nada').digest('base64url');
  expect(createMask(secret)('root_1', 'endUser', 'ada')).toBe(digest.slice(0, 22));
});

test('a mask differs by root, kind, value and secret, and is the same on every instance', () => {
  const mask = createMask(secret);
  const masks = [
    mask('root_1', 'endUser', 'ada'),
    mask('root_2', 'endUser', 'ada'),
    mask('root_1', 'promptFingerprint', 'ada'),
    mask('root_1', 'endUser', 'bob'),
    createMask(Buffer.alloc(32, 2))('root_1', 'endUser', 'ada'),
  ];
  expect(new Set(masks).size).toBe(masks.length);
  expect(createMask(secret)('root_1', 'endUser', 'ada')).toBe(masks[0]);
});

test('a mask forgets old values and gives the same answer for them again', () => {
  const mask = createMask(secret, 2);
  const first = ['a', 'b', 'c', 'd'].map((value) => mask('root_1', 'endUser', value));
  expect(['a', 'b', 'c', 'd'].map((value) => mask('root_1', 'endUser', value))).toEqual(first);
});
