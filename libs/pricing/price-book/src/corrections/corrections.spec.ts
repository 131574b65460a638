import { expect, test } from '@jest/globals';
import { waitForUpdate } from '@pydantic/genai-prices';
import { CORRECTIONS, type FeedProvider, FREE_MODELS, rowsFromGenaiPrices, snapshotRows } from '../index.ts';

const SAFEGUARD = 'openai/gpt-oss-safeguard-20b';

test('what an older feed prices wrongly is corrected, and the row says by what', async () => {
  const feed = ((await waitForUpdate()) as unknown as readonly FeedProvider[]).filter(({ id }) => id === 'groq');
  const { rows } = rowsFromGenaiPrices(feed, '0.1.8');
  const ofModel = rows.filter(({ model }) => model === SAFEGUARD);
  expect(ofModel.map(({ leaf, unitPrice }) => `${leaf} ${unitPrice}`)).toEqual([
    'uncached_input 0.000000075',
    'cache_read 0.0000000375',
    'output_text 0.0000003',
  ]);
  expect(ofModel[0]?.source.version).toMatch(/^0\.1\.8, corrected \d{4}-\d\d-\d\d by https:/);
  const neighbour = rows.find(({ model }) => model === 'openai/gpt-oss-120b');
  expect(neighbour?.matcher).toEqual({ equals: 'openai/gpt-oss-120b' });
});

test('a feed that says something else than what was corrected is believed', () => {
  const mended = { id: SAFEGUARD, match: { equals: SAFEGUARD }, prices: { input_mtok: 5 } };
  const { rows } = rowsFromGenaiPrices([{ id: 'groq', models: [mended] }], '9');
  expect(rows.map(({ unitPrice, source }) => [unitPrice, source.version])).toEqual([['0.000005', '9']]);
});

test('every correction has a source, a day and a reason', () => {
  for (const { source, date } of [...CORRECTIONS, ...FREE_MODELS]) {
    expect(source).toMatch(/^https:\/\//);
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
  }
  expect(CORRECTIONS.filter(({ why }) => why.length < 20)).toEqual([]);
});

test('models that are given away are priced 0 by a row; what merely has no price is not', () => {
  const { rows, skipped } = snapshotRows();
  const free = rows.filter(({ unitPrice, model }) => unitPrice === '0' && model.endsWith(':free'));
  expect(free.length).toBeGreaterThan(200);
  expect(free.every(({ source }) => source.feed === 'genai-prices')).toBe(true);
  expect(rows.some(({ model }) => model === 'moderation')).toBe(true);
  expect(skipped.find(({ provider }) => provider === 'github-copilot')?.why).toContain('names no price');
});
