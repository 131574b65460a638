import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isInNetwork, parseAddress, parseNetwork } from './index.ts';

describe('an address', () => {
  test.each<[string, 4 | 6, bigint]>([
    ['0.0.0.0', 4, 0n],
    ['255.255.255.255', 4, 0xffff_ffffn],
    ['192.0.2.1', 4, 0xc000_0201n],
    ['::', 6, 0n],
    ['::1', 6, 1n],
    ['1::', 6, 1n << 112n],
    ['2001:db8::1', 6, 0x2001_0db8_0000_0000_0000_0000_0000_0001n],
    ['2001:DB8:0:0:0:0:0:1', 6, 0x2001_0db8_0000_0000_0000_0000_0000_0001n],
    ['1:2:3:4:5:6:7::', 6, 0x0001_0002_0003_0004_0005_0006_0007_0000n],
    ['64:ff9b::192.0.2.1', 6, 0x0064_ff9b_0000_0000_0000_0000_c000_0201n],
    ['1:2:3:4:5:6:192.0.2.1', 6, 0x0001_0002_0003_0004_0005_0006_c000_0201n],
    ['::ffff:192.0.2.1', 4, 0xc000_0201n],
    ['::FFFF:c000:201', 4, 0xc000_0201n],
    ['0:0:0:0:0:ffff:192.0.2.1', 4, 0xc000_0201n],
    // IPv4-compatible addresses (RFC 4291 2.5.5.1) are deprecated and are IPv6.
    ['::192.0.2.1', 6, 0xc000_0201n],
  ])('%s is read', (text, family, bits) => {
    expect(parseAddress(text)).toEqual({ family, bits });
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '010.0.0.1',
    '1.2.3.-4',
    ' 1.2.3.4',
    '1.2.3.4 ',
    '0x7f.0.0.1',
    '2130706433',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '::1:2:3:4:5:6:7:8',
    '12345::',
    'g::',
    ':1::',
    '1:',
    '1.2.3.4::',
    '1.2.3.4::1',
    '::1.2.3.4:5',
    '::ffff:1.2.3.256',
    'fe80::1%eth0',
    '[::1]',
    '1.2.3.4/32',
  ])('%j is refused', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe('a network', () => {
  test.each<[string, string, boolean]>([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.0/8', '9.255.255.255', false],
    ['192.0.2.128/25', '192.0.2.128', true],
    ['192.0.2.128/25', '192.0.2.127', false],
    ['192.0.2.1/32', '192.0.2.1', true],
    ['192.0.2.1/32', '192.0.2.2', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '::1', false],
    ['::/0', '2001:db8::1', true],
    ['::/0', '203.0.113.9', false],
    ['::/0', '::ffff:203.0.113.9', false],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '::ffff:10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '11.1.2.3', false],
    ['::ffff:0:0/96', '203.0.113.9', true],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['2001:db8::/33', '2001:db8:7fff::1', true],
    ['2001:db8::/33', '2001:db8:8000::1', false],
    ['2001:db8::1/128', '2001:db8::1', true],
    ['2001:db8::1/128', '2001:db8::2', false],
  ])('%s and %s: %j', (network, address, expected) => {
    const block = parseNetwork(network);
    const ip = parseAddress(address);
    if (block === undefined || ip === undefined) throw new Error('Both can be read.');
    expect(isInNetwork(ip, block)).toBe(expected);
  });

  test.each([
    '10.0.0.0',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '10.0.0.0/8 ',
    '10.0.0.0/8/8',
    '10.0.0.1/8',
    '::/129',
    '2001:db8::1/32',
    '::ffff:10.0.0.1/104',
    '/8',
    'any',
  ])('%j is refused', (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  });

  test('holds exactly the addresses between its first and its last, also when written as IPv6', () => {
    const bits = fc.bigInt({ min: 0n, max: 0xffff_ffffn });
    fc.assert(
      fc.property(bits, bits, fc.nat({ max: 32 }), (base, address, length) => {
        const size = 1n << BigInt(32 - length);
        const first = (base / size) * size;
        const expected = address >= first && address < first + size;
        const ip = parseAddress(v4(address));
        for (const text of [`${v4(first)}/${length}`, `::ffff:${v4(first)}/${length + 96}`]) {
          const block = parseNetwork(text);
          if (block === undefined || ip === undefined) throw new Error(`${text} can be read.`);
          expect(isInNetwork(ip, block)).toBe(expected);
        }
      }),
    );
  });

  test('of IPv6 holds exactly the addresses between its first and its last', () => {
    const bits = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n });
    fc.assert(
      fc.property(bits, bits, fc.nat({ max: 128 }), fc.boolean(), (base, random, length, near) => {
        const size = 1n << BigInt(128 - length);
        const first = (base / size) * size;
        const address = near ? (first + (random % size)) & ((1n << 128n) - 1n) : random;
        const block = parseNetwork(`${v6(first)}/${length}`);
        const ip = parseAddress(v6(address));
        if (block === undefined || ip === undefined || ip.family !== block.family) return;
        expect(isInNetwork(ip, block)).toBe(address >= first && address < first + size);
      }),
    );
  });
});

function v4(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 255n)).join('.');
}

function v6(bits: bigint): string {
  return Array.from({ length: 8 }, (_, i) => ((bits >> BigInt(112 - 16 * i)) & 0xffffn).toString(16)).join(':');
}
