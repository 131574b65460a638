import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeLines, packLines, packText, unpackedBytes, unpackLines, unpackText } from './index.ts';

test.each([10, 255, 256, 300, 65_791, 65_792, 70_000, 3_000_000])(
  'a frame of %i bytes says so in its header',
  (bytes) => {
    const value = packText('a'.repeat(bytes));
    expect(unpackedBytes(value)).toBe(bytes);
    expect(unpackText(value).length).toBe(bytes);
  },
);

test('what is no frame claims nothing and does not unpack', () => {
  const value = Buffer.from('this is no frame at all');
  expect(unpackedBytes(value)).toBeUndefined();
  expect(() => unpackText(value)).toThrow('log_corrupt');
});

test('lines come back as they went in', () => {
  const lines = ['', 'é', '{"a":1}', ''];
  expect(unpackLines(packLines(lines))).toEqual(lines);
});

test('lines are encoded as joining them would, whatever script they are in, behind the room that was asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 40 })), fc.nat(80), (lines, room) => {
      expect(encodeLines(lines, room).subarray(room).toString('hex')).toBe(
        Buffer.from(lines.join('\n')).toString('hex'),
      );
    }),
  );
});
