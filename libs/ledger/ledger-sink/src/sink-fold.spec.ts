import { expect, test } from '@jest/globals';
import { genesisHash, packBatch } from '@suanpan/rated-record';
import { foldForSink, genesisSinkPosition } from './sink-fold.ts';

const BASE = { time: '2026-11-24T12:00:00.000Z', id: 'a', source: 's', root: 'root-a' };

/** The items of one batch with one outcome. */
function itemOf(subject: object, outcome: object = {}) {
  const header = { shard: 0, claim: 'one', firstSeq: 0, from: 0, to: 1, revision: 1, foldTime: 0, sourceDigest: 'd' };
  const told = { seq: 0, kind: 'rated', reason: 'priced', offset: 0, index: 0, entries: [], ...outcome };
  const more = { times: { latenessDays: 1, aheadSeconds: 1 }, prev: genesisHash(0) };
  const texts = [{ outcome: JSON.stringify(told), subject: JSON.stringify(subject) }];
  const value = packBatch({ ...header, ...more }, texts).value;
  const start = genesisSinkPosition(0);
  const at = { ...start, chain: { ...start.chain, claim: 'one' } };
  return foldForSink(at, { offset: 0, appendedAt: 0, value }).items[0];
}

test('a call is the event of its outcome', () => {
  const call = { ...BASE, inputTokens: 1 };
  expect(itemOf(call)).toMatchObject({ root: 'root-a', event: call });
  expect(itemOf(call)).not.toHaveProperty('other');
});

test.each([
  ['a result', { ...BASE, result: { source: 's', id: 'call', accepted: true } }],
  ['a directive', { ...BASE, directive: 'close', period: '2026-10' }],
])('%s is no call', (_, subject) => {
  expect(itemOf(subject)).toMatchObject({ root: 'root-a', event: undefined, other: subject });
});

test('what could not be read is not taken for a call, so that nothing in it can stop the ledger', () => {
  const told = { kind: 'rejected', reason: 'unreadable', detail: 'time' };
  expect(itemOf({ ...BASE, time: 'yesterday' }, told)).toMatchObject({ root: 'root-a', event: undefined });
  expect(itemOf({ unreadable: '{' }, told)).toMatchObject({ root: '', event: undefined });
});
