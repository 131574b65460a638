import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contentDigest, eventIdentity, newId } from './index.ts';

test('the border between root, source and id cannot be moved to forge another identity', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), fc.string({ minLength: 1 }), (root, source, id, moved) => {
      expect(eventIdentity(root, source + moved, id)).not.toBe(eventIdentity(root, source, moved + id));
      expect(eventIdentity(root + moved, source, id)).not.toBe(eventIdentity(root, moved + source, id));
    }),
  );
});

test('a retry with a new time, key or account has the same content, another quantity has not', () => {
  const first = '{"time":"2026-11-24T01:02:03.004Z","id":"a","inputTokens":10}';
  const retry = '{"time":"2026-11-24T01:09:59.999Z","id":"a","inputTokens":10}';
  const rotated = '{"time":"2026-11-24T01:02:03.004Z","account":"b","credential":"k2","id":"a","inputTokens":10}';
  const other = '{"time":"2026-11-24T01:02:03.004Z","id":"a","inputTokens":11}';
  expect(contentDigest(retry)).toBe(contentDigest(first));
  expect(contentDigest(rotated)).toBe(contentDigest(first));
  expect(contentDigest(other)).not.toBe(contentDigest(first));
});

test('ids name their kind and do not repeat', () => {
  const ids = new Set(Array.from({ length: 1000 }, () => newId('prj')));
  expect(ids.size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^prj_[0-9a-z]{16}$/);
});
