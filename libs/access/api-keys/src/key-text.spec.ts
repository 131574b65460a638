import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keyDisplay, keyHash, mintKey, parseKey } from './index.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('an API key', () => {
  test.each(['live', 'test'] as const)('of kind %s is recognised as such and has the published form', (kind) => {
    const key = mintKey(kind);
    expect(key).toMatch(new RegExp(`^spn_${kind}_[0-9A-Za-z]{36}$`));
    expect(parseKey(key)).toEqual({ kind });
  });

  test('has the checksum that CRC-32 (ISO 3309) gives, written in base62', () => {
    // Computed apart from the code: binascii.crc32(b'spn_live_' + b'0' * 30) is 2568973226 in Python.
    let rest = 2_568_973_226;
    let check = '';
    for (let i = 0; i < 6; i += 1) {
      check = BASE62.charAt(rest % 62) + check;
      rest = Math.floor(rest / 62);
    }
    expect(parseKey(`spn_live_${'0'.repeat(30)}${check}`)).toEqual({ kind: 'live' });
  });

  test('with any single character changed is refused without a look-up', () => {
    const key = mintKey('live');
    for (let at = 0; at < key.length; at += 1) {
      for (const character of `${BASE62}_- `) {
        if (character === key[at]) continue;
        const changed = key.slice(0, at) + character + key.slice(at + 1);
        if (parseKey(changed) !== undefined) throw new Error(`Position ${at} may become ${character}.`);
      }
    }
  });

  test('cut short, drawn out or with two neighbours swapped is refused', () => {
    fc.assert(
      fc.property(fc.nat({ max: 44 }), (at) => {
        const key = mintKey('test');
        expect(parseKey(key.slice(0, at))).toBeUndefined();
        expect(parseKey(`${key}0`)).toBeUndefined();
        const swapped = key.slice(0, at) + (key[at + 1] ?? '') + key[at] + key.slice(at + 2);
        if (swapped !== key) expect(parseKey(swapped)).toBeUndefined();
      }),
    );
  });

  test('never comes twice and uses every character of the alphabet', () => {
    const keys = Array.from({ length: 2000 }, () => mintKey('live'));
    expect(new Set(keys).size).toBe(2000);
    expect(new Set(keys.join('').replaceAll('spn_live_', '')).size).toBe(62);
  });

  test('is stored as its SHA-256 and shown by four of its thirty characters', () => {
    expect(keyHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(keyDisplay('spn_live_abcdefgh')).toBe('spn_live_abcd');
  });
});
