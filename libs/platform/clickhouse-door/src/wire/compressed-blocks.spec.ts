import { Readable } from 'node:stream';
import { zstdCompressSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cityHash128 } from './city-hash.ts';
import { BLOCK_BYTES_AT_MOST, BlockReader, BlockWriter, blockOf } from './compressed-blocks.ts';
import { lz4Compress, lz4Decompress } from './lz4-block.ts';

// Lengths on both sides of every branch. Source: test data of go-faster/city, made with ClickHouse's own CityHash.
const HASHES: readonly (readonly [string, string, string])[] = [
  ['I', '3a4a285c94f1936e', '18115b183f326829'],
  ['uM4', 'f567f556f5e83547', 'a5c90efc9fbfd1f4'],
  ['EqO2w', 'a860dc368778e5cc', '4fd9ba7de405e7d2'],
  ['nYUkHfL', '1a5dcb41c6c5af4b', '6e6fb2894e712ca0'],
  ['hgshOXeh', '3d827f87ef026cde', 'db3ea59195083762'],
  ['m0nF3pZ4UJC', 'd877b187ad4b19d5', 'c11eca27072916b7'],
  ['ikMYpqGCRNf8lu', '5c28ef61e44ca61c', '3cf4e536bb86eb23'],
  ['vG5lApCgvf0qHGSi0', '9b4e57c5f1bc0e44', '94238ef9d1584336'],
  ['iQYX4e0w23d9Nu9lu4CcD5J12xC43El', 'cf289326b4b8112e', '9b3c70221b26da25'],
  ['RucjvlupxK0UwTBBrRbu1ua6DdXaz97GWxNtdnzHifP3U3vVxkAaTHhuD5i4', '37db233a36a27127', '278990617e03081f'],
  [
    'FBEDVed3uJrNqDDtSumHy9uH8SBEjHIVIIpHzxPkOlTB7RLRZK5OV7Ooi6kbgI1jOrxrSHEhLvSmS43PnfjfYZRR4loLR1V10n8U',
    'a4b5a2eadad2e953',
    '99737018ca2fa11d',
  ],
  [
    'LpFcKNK9ybSpbCpocXvnwdqgqtbXUb32dQoSpdswmqpt73vs4w6etFJzyaEdD2V7vXSVLEPThCJYMa5eIjMD56JQKYTQwQyTLQT87Lysb6TfC1s0uWuuye96Wwml133',
    '4503305a9798430f',
    'b9bb426af29e421c',
  ],
  [
    'yAWO2qGgsX9sDMCwgVoZc6JiEBHNvnO5flnGjwx0jj1b54VYEdUeox5KgrDKMOJe2kF08StGwtElfNxTUccCIFbiN3LmtVrVps4MScfkE5G7KTfHcJHRpYJY7rSlfyh5',
    '6b818e4caac9641c',
    '8d575710f793d15a',
  ],
  [
    'TCEkPRkbQRHmIrpv0c366i91N62FsTpCCK4cmE4oBAxD1skWCP7ZvkL6i370VgQSA2a9MD8P0dOWihSVdcVX1u8mo8JDv3AemdyKqkEJzgrR3BSGUt3jsHXe5Qz9VGN9U81QvZTTIEragYLh7ZEQtS',
    'c49b6ac9bbdb166a',
    '1d50274f78045940',
  ],
  [
    'UQYs3oxDDcIiodhEPRvxre7WYfBRS5lpFDZRdv9flwt4DhTQOd0jisojzXsCtFvKj3xEZIs9Tubka4pr3VxF1b0Cg8203bXqF2FtQKDjnhpFxu8lQBLS5WxlZTQTpYO3VUQBT2O3o281RgAFYfCFNTJP9WwXWnoICMl8Z5dqSe',
    '7f3feaaa8df4bcf1',
    '0c633ec3d5bd6360',
  ],
  [
    'LgHQBQamUn1La2n5Eg4eWP2SEZ1tMX1LCh6ouUCXuXTQzqC3q9ae7Mb8dYRtLkgcSbTaEzVXYCK4lsbWmJDtruKLBHqmJH083O2p0KT4IKEf5ZQWBOSGZebFU5CYx1BixZKiXS68odUPKWh6MJ3yitXfw37mI7mplKLehb1BB8S2Wfuq7N5sxFKO4vFsZfNk99xB8fkQx',
    '3c4970d7154548a2',
    'bebfdb5b4cb62176',
  ],
];

test.each(HASHES)('the checksum of %j is that of ClickHouse', (text, low, high) => {
  const hash = cityHash128(Buffer.from(text));
  expect(hash.readBigUInt64LE(0)).toBe(BigInt(`0x${low}`));
  expect(hash.readBigUInt64LE(8)).toBe(BigInt(`0x${high}`));
});

/** Bytes that repeat as texts and columns do, and others that do not. */
const bytes = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 400 })), { maxLength: 30 })
  .map((parts) => Buffer.concat(parts.flatMap(([part, times]) => Array<Uint8Array>(times).fill(part))));

async function through(stage: BlockReader | BlockWriter, chunks: readonly Buffer[]): Promise<Buffer> {
  const out: Buffer[] = [];
  for await (const chunk of Readable.from(chunks).compose(stage)) out.push(chunk as Buffer);
  return Buffer.concat(out);
}

/** The bytes in pieces of one length, as a network cuts them anywhere. */
const cut = (whole: Buffer, length: number): Buffer[] =>
  Array.from({ length: Math.ceil(whole.length / length) }, (_, at) => whole.subarray(at * length, (at + 1) * length));

test('LZ4 gives back what it was given', () => {
  fc.assert(
    fc.property(bytes, (whole) => {
      const block = whole.subarray(0, 65_536);
      expect(lz4Decompress(lz4Compress(block), block.length)).toEqual(block);
    }),
  );
});

test('LZ4 makes bytes that repeat smaller', () => {
  expect(lz4Compress(Buffer.alloc(65_536, 'root_a\tgpt\t0.0022\n')).length).toBeLessThan(400);
});

test('an LZ4 block that is damaged or made up is refused or read within its size, whatever it says', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 5000 }), (made, size) => {
      const read = lz4Decompress(Buffer.from(made), size);
      expect(read === undefined || read.length === size).toBe(true);
    }),
    { numRuns: 2000 },
  );
  expect(lz4Decompress(Buffer.from([0x10, 97, 0, 0, 0]), 5)).toBeUndefined();
  expect(lz4Decompress(Buffer.from([0x10, 97, 2, 0, 0]), 5)).toBeUndefined();
});

test.each(['LZ4', 'ZSTD'] as const)('blocks of %s are read back, however they arrive', async (method) => {
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({ min: 1, max: 70_000 }), async (whole, length) => {
      const written = await through(new BlockWriter(method), cut(whole, length));
      expect(await through(new BlockReader(), cut(written, length))).toEqual(whole);
    }),
    { numRuns: 15 },
  );
});

test('a block that is damaged, cut, or larger than allowed is refused', async () => {
  const good = blockOf(Buffer.from('SELECT 1'), 'LZ4');
  const damaged = Buffer.from(good);
  damaged[20] = (damaged[20] ?? 0) ^ 1;
  await expect(through(new BlockReader(), [damaged])).rejects.toThrow();
  await expect(through(new BlockReader(), [good.subarray(0, -1)])).rejects.toThrow('ends within a block');
  await expect(through(new BlockReader(7), [good])).rejects.toThrow('at most 7 bytes');
});

/** A block with a right checksum over whatever it says. */
function framed(method: number, size: number, data: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head[0] = method;
  head.writeUInt32LE(9 + data.length, 1);
  head.writeUInt32LE(size, 5);
  const guarded = Buffer.concat([head, data]);
  return Buffer.concat([cityHash128(guarded), guarded]);
}

test('a block that says another size than it has is refused before more is unpacked', async () => {
  const bomb = zstdCompressSync(Buffer.alloc(64 * 1024 * 1024));
  await expect(through(new BlockReader(), [framed(0x90, 1000, bomb)])).rejects.toThrow('does not hold');
  await expect(through(new BlockReader(), [framed(0x90, BLOCK_BYTES_AT_MOST + 1, bomb)])).rejects.toThrow('at most');
  await expect(through(new BlockReader(), [framed(0x02, 3, Buffer.from('ab'))])).rejects.toThrow('does not hold');
  await expect(through(new BlockReader(), [framed(0x91, 3, Buffer.from('abc'))])).rejects.toThrow('0x91');
  expect(await through(new BlockReader(), [framed(0x02, 3, Buffer.from('abc'))])).toEqual(Buffer.from('abc'));
});
