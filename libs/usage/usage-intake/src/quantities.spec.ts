import { describe, expect, test } from '@jest/globals';
import { quantityValues } from '@suanpan/facts';
import { type Counts, inconsistenciesOf, usageQualityOf } from './quantities.ts';

const countsOf = (named: object): Counts => quantityValues(named);

describe('usage quality', () => {
  test.each([
    ['chat', { inputTokens: 0, outputTokens: 0 }, {}, undefined, 'reported'],
    ['chat', { inputTokens: 5 }, {}, undefined, 'missing'],
    ['chat', {}, { requests: 1 }, undefined, 'missing'],
    ['chat', {}, {}, 'reported', 'missing'],
    ['chat', {}, {}, 'estimated', 'missing'],
    ['chat', { inputTokens: 5, outputTokens: 1 }, {}, 'missing', 'missing'],
    ['chat', { inputTokens: 5, outputTokens: 1 }, {}, 'estimated', 'estimated'],
    ['embeddings', { inputTokens: 5 }, {}, undefined, 'reported'],
    ['image', {}, { images: 1 }, undefined, 'reported'],
    ['transcription', {}, { seconds: '1.5' }, undefined, 'reported'],
    ['embeddings', {}, {}, undefined, 'missing'],
  ] as const)('of %s with %j and %j, claimed %s, is %s', (operation, tokens, units, claimed, quality) => {
    expect(usageQualityOf(claimed, operation, countsOf({ ...tokens, ...units }))).toBe(quality);
  });
});

describe('totals and subsets', () => {
  test('that add up exactly are consistent, cached audio counted once', () => {
    const tokens = { inputTokens: 100, cacheReadTokens: 60, audioInputTokens: 50, cacheReadAudioTokens: 10 };
    expect(inconsistenciesOf(countsOf(tokens))).toBeUndefined();
    expect(inconsistenciesOf(countsOf({ ...tokens, inputTokens: 99 }))).toEqual(['input_subsets_exceed_total']);
  });

  test.each([
    [{ inputTokens: 9, cacheWrite5mTokens: 5, cacheWrite1hTokens: 5 }, ['input_subsets_exceed_total']],
    [{ outputTokens: 9, audioOutputTokens: 5, imageOutputTokens: 5 }, ['output_subsets_exceed_total']],
    [
      { inputTokens: 9, cacheReadTokens: 5, cacheReadAudioTokens: 6, audioInputTokens: 4 },
      ['cached_audio_exceeds_total'],
    ],
    [{ cacheReadTokens: 5 }, ['input_subsets_exceed_total']],
    [
      { inputTokens: 9, cacheReadTokens: 5, cacheReadImageTokens: 5, imageInputTokens: 4 },
      ['cached_image_exceeds_total'],
    ],
  ])('%j are marked %j', (tokens, marks) => {
    expect(inconsistenciesOf(countsOf(tokens))).toEqual(marks);
  });
});
