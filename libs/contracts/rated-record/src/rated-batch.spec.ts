import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { genesisHash, outcomesOf, packBatch, packClaim, unpackRated } from './rated-batch.ts';
import { NOON, SHARD, TIMES } from './spec-batch.ts';

const HEADER = {
  shard: SHARD,
  claim: 'one',
  firstSeq: 0,
  from: 0,
  to: 1,
  revision: 7,
  foldTime: NOON,
  sourceDigest: 'd',
  times: TIMES,
  prev: genesisHash(SHARD),
};

test('a batch is read as it was packed, and its record is the one the packer saw', () => {
  const outcomes = [
    { outcome: '{"seq":0}', subject: '{"id":"é 😀"}' },
    { outcome: '{"seq":1}', subject: '{"unreadable":""}' },
  ];
  const { value, record } = packBatch(HEADER, outcomes);
  expect(unpackRated(value)).toEqual(record);
  expect([...outcomesOf(record)].map(({ subjectText }) => subjectText)).toEqual(outcomes.map(({ subject }) => subject));
});

test('a batch may hold no outcome: a source record without lines has none', () => {
  expect(unpackRated(packBatch(HEADER, []).value).lines).toEqual([]);
});

test('whatever byte of a record is changed, it is unreadable or the same', () => {
  const { value, record } = packBatch(HEADER, [{ outcome: '{"seq":0,"amount":"12.5"}', subject: '{"id":"a"}' }]);
  fc.assert(
    fc.property(fc.nat({ max: value.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(value);
      changed[at] = (changed[at] ?? 0) ^ change;
      let read: unknown;
      try {
        read = unpackRated(changed);
      } catch (error) {
        expect(error).toMatchObject({ code: 'log_corrupt' });
        return;
      }
      expect(read).toEqual(record);
    }),
    { numRuns: 500 },
  );
});

test('a claim carries who claims', () => {
  const { header } = unpackRated(packClaim({ shard: SHARD, claim: 'one', instance: 'rating-1' }));
  expect(header).toEqual({ v: 1, kind: 'claim', shard: SHARD, claim: 'one', instance: 'rating-1' });
});

test('shards begin with hashes of their own', () => {
  expect(genesisHash(0)).not.toBe(genesisHash(1));
});
