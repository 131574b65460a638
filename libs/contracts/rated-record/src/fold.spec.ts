import { hash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { packLines, unpackLines } from '@suanpan/facts';
import fc from 'fast-check';
import { ALL_FOLD_GUARDS, type FoldStep, foldRecord } from './fold.ts';
import { packClaim } from './rated-batch.ts';
import { genesisPosition, RECENT_BATCHES, type ShardPosition } from './shard-position.ts';
import { batchAfter, SHARD } from './spec-batch.ts';

function fold(position: ShardPosition, value: Buffer, guards = ALL_FOLD_GUARDS): FoldStep {
  return foldRecord(position, position.ratedOffset, value, guards);
}

/** Folds a record that must be no halt, and answers where the reader stands. */
function after(position: ShardPosition, value: Buffer): ShardPosition {
  const step = fold(position, value);
  if (step.step === 'halted') throw new Error(step.detail);
  return step.position;
}

const claimOf = (claim: string) => packClaim({ shard: SHARD, claim, instance: 'spec' });
const claimed = after(genesisPosition(SHARD), claimOf('one'));
const first = batchAfter(claimed);
const one = after(claimed, first);

/** Puts other text into a sealed record without sealing it again. */
function tampered(value: Buffer, from: string, to: string): Buffer {
  return packLines(unpackLines(value).map((line) => line.replace(from, to)));
}

test('a claim takes the shard over and moves nothing else', () => {
  expect(claimed).toEqual({ ...genesisPosition(SHARD), ratedOffset: 1, claim: 'one' });
});

test('a batch that continues is accepted and moves seq, source, hash and what decides', () => {
  const step = fold(claimed, first);
  expect(step).toMatchObject({
    step: 'accepted',
    position: { nextSeq: 1, nextSource: 1, revision: 7, acceptedOffset: 1 },
  });
  expect(one.hash).not.toBe(claimed.hash);
});

test('a batch of a claim that is not the newest is void, even if it would continue', () => {
  const second = after(one, claimOf('two'));
  expect(fold(second, batchAfter(second, { claim: 'one' }))).toMatchObject({ step: 'ignored', reason: 'stale_claim' });
  expect(fold(second, batchAfter(second))).toMatchObject({ step: 'accepted' });
});

test('a repeat to the letter is passed over', () => {
  expect(fold(one, first)).toMatchObject({ step: 'ignored', reason: 'repeat', position: { ...one, ratedOffset: 3 } });
});

test.each([
  ['a record that is not the next one', () => foldRecord(one, one.ratedOffset + 1, batchAfter(one)), 'log_gap'],
  ['a record of another shard', () => fold(one, batchAfter(one, { shard: SHARD + 1 })), 'log_corrupt'],
  ['no frame', () => fold(one, Buffer.from('nonsense')), 'log_corrupt'],
  ['a changed digit', () => fold(one, tampered(batchAfter(one), '"revision":7', '"revision":8')), 'log_corrupt'],
  ['a claim that was changed', () => fold(one, tampered(claimOf('two'), 'two', 'six')), 'log_corrupt'],
  ['fewer outcomes than announced', () => fold(one, resealed(batchAfter(one), 2)), 'log_corrupt'],
  ['a batch that does not continue the hash', () => fold(one, batchAfter(one, { prev: claimed.hash })), 'chain_broken'],
  ['a gap in seq', () => fold(one, batchAfter(one, { firstSeq: 2 })), 'chain_broken'],
  ['a gap in the source', () => fold(one, batchAfter(one, { from: 2, to: 3 })), 'chain_broken'],
  ['a source range that overlaps', () => fold(one, batchAfter(one, { from: 0, to: 2 })), 'chain_broken'],
  ['another decision on the same range', () => fold(one, batchAfter(claimed, { foldTime: 5 })), 'log_rewritten'],
])('%s halts with its name', (_, act, code) => {
  expect(act()).toMatchObject({ step: 'halted', code });
});

test.each([
  ['claim', batchAfter(one, { claim: 'other' }), 'ignored'],
  ['chain', batchAfter(one, { prev: claimed.hash }), 'halted'],
  ['chain', tampered(batchAfter(one), '"revision":7', '"revision":8'), 'halted'],
  ['chain', batchAfter(claimed, { foldTime: 5 }), 'halted'],
  ['contiguity', batchAfter(one, { from: 5, to: 6 }), 'halted'],
] as const)('it is the guard "%s" that keeps a batch out (case %#)', (guard, value, withGuard) => {
  expect(fold(one, value).step).toBe(withGuard);
  expect(fold(one, value, { ...ALL_FOLD_GUARDS, [guard]: false }).step).not.toBe(withGuard);
});

test('only the newest batches are remembered, and older repeats are passed over without comparing', () => {
  let position = one;
  for (let i = 0; i < RECENT_BATCHES + 3; i += 1) position = after(position, batchAfter(position));
  expect(position.recent).toHaveLength(RECENT_BATCHES);
  expect(fold(position, batchAfter(claimed, { foldTime: 5 }))).toMatchObject({ step: 'ignored', reason: 'repeat' });
});

test('a batch that was decided in another way is noticed up to sixteen batches back', () => {
  let position = one;
  for (let i = 0; i < 15; i += 1) position = after(position, batchAfter(position));
  expect(fold(position, batchAfter(claimed, { foldTime: 5 }))).toMatchObject({ step: 'halted', code: 'log_rewritten' });
  expect(fold(position, first)).toMatchObject({ step: 'ignored', reason: 'repeat' });
});

test('the fold of any mixture of repeats, stale batches and claims is the fold of what counts', () => {
  const noise = fc.array(fc.constantFrom('repeat', 'stale', 'claim'), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(noise, { maxLength: 6 }), (rounds) => {
      let [clean, noisy] = [one, one];
      for (const round of rounds) {
        for (const kind of round) {
          if (kind === 'repeat') noisy = after(noisy, first);
          if (kind === 'stale') noisy = after(noisy, batchAfter(noisy, { claim: 'gone' }));
          if (kind === 'claim') noisy = after(noisy, claimOf(noisy.claim ?? ''));
        }
        const next = batchAfter(clean);
        [clean, noisy] = [after(clean, next), after(noisy, next)];
      }
      const { ratedOffset: _, acceptedOffset: __, ...state } = clean;
      expect(noisy).toMatchObject(state);
    }),
    { numRuns: 50 },
  );
});

/** Seals a text anew so that its hash holds, although it announces another count. */
function resealed(value: Buffer, count: number): Buffer {
  const [, header = '', ...lines] = unpackLines(value);
  const text = [header.replace('"count":1', `"count":${count}`), ...lines].join('\n');
  return packLines([hash('sha256', text), text]);
}
