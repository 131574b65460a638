import { zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { packLines, packSourceRecord, unpackLines, unpackSourceRecord } from './index.ts';

const header = { kind: 'events', root: 'root_1', shard: 2, revision: 7, receivedAt: 1_790_000_000_000 } as const;

describe('a source record', () => {
  test('comes back as it went in, whatever its lines hold', () => {
    fc.assert(
      fc.property(fc.array(fc.json().map((text) => text.replaceAll('\n', ' '))), (lines) => {
        const record = unpackSourceRecord(packSourceRecord(header, lines));
        expect(record).toEqual({ header: { v: 1, ...header, count: lines.length }, lines });
      }),
    );
  });

  test.each([
    ['bytes that are no frame', Buffer.from('hello')],
    ['an empty frame', packLines([''])],
    ['a header that is no JSON', packLines(['{'])],
    ['a header of another version', packLines([JSON.stringify({ ...header, v: 2, count: 0 })])],
    ['fewer lines than announced', packLines([JSON.stringify({ ...header, v: 1, count: 2 }), '{}'])],
  ])('refuses %s as a corrupt log', (_name, value) => {
    expect(() => unpackSourceRecord(value)).toThrow(expect.objectContaining({ code: 'log_corrupt' }));
  });

  test('that unpacks to more than any of ours is refused before it fills the memory', () => {
    const bomb = zstdCompressSync('0'.repeat(65 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(100_000);
    expect(() => unpackLines(bomb)).toThrow(expect.objectContaining({ code: 'log_corrupt' }));
  });

  test('that no reader would unpack is not written', () => {
    expect(() => packLines(['0'.repeat(65 * 1024 * 1024)])).toThrow(
      expect.objectContaining({ code: 'record_too_large' }),
    );
  });
});
