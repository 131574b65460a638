import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import {
  type FeedProvider,
  findAmbiguities,
  matchRank,
  PROVIDER_FALLBACKS,
  priceRowId,
  rowsFromGenaiPrices,
  SNAPSHOT_VERSION,
  snapshotProviders,
  snapshotRows,
  validatePriceRow,
} from '../index.ts';

const feed = snapshotProviders();
const installed = readInstalled();

interface Installed {
  readonly version: string;
  readonly providers: readonly FeedProvider[];
}

/** What the Python package says where there is one; a machine without it has nothing to compare the snapshot with. */
function readInstalled(): Installed | undefined {
  const reader = new URL('../../tools/read-genai-prices.py', import.meta.url).pathname;
  const { status, stdout } = spawnSync('python3', [reader], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return status === 0 ? (JSON.parse(stdout) as Installed) : undefined;
}
const { rows, flagged, skipped } = snapshotRows();

(installed?.version === SNAPSHOT_VERSION ? test : test.skip)(
  'the shipped snapshot is what the package it was taken from says, where that is installed',
  () => {
    const shipped = new Map(snapshotProviders().map((provider) => [provider.id, provider]));
    for (const provider of installed?.providers ?? []) expect(shipped.get(provider.id)).toEqual(provider);
    expect(shipped.size).toBe(installed?.providers.length);
  },
);

test('every row of the feed may be written, ids are unique, and no two rows contend', () => {
  expect(rows.filter((row) => validatePriceRow(row) !== undefined)).toEqual([]);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  expect(findAmbiguities(rows)).toEqual([]);
});

test('the ids of unchanged prices do not depend on the version of the feed', () => {
  const next = rowsFromGenaiPrices(feed, '9.9.9').rows;
  expect(next.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
  for (const row of rows.slice(0, 50)) expect(priceRowId(row)).toBe(row.id);
});

test('exactly the damaged numbers are flagged', () => {
  const seen = flagged.map(({ provider, model, leaf, unitPrice }) => `${provider} ${model} ${leaf} ${unitPrice}`);
  expect(seen.sort()).toMatchInlineSnapshot(`
[
  "huggingface_together Qwen/Qwen3-VL-8B-Instruct uncached_input 0.00000018",
  "huggingface_together deepseek-ai/DeepSeek-V4-Flash-0731 output_text 0.000000279999999999",
  "huggingface_together deepseek-ai/DeepSeek-V4-Flash-0731 uncached_input 0.000000139999999999",
  "huggingface_together meta-llama/Llama-3.3-70B-Instruct output_text 0.000001039999999999",
  "huggingface_together meta-llama/Llama-3.3-70B-Instruct uncached_input 0.000001039999999999",
  "openrouter google/gemini-2.5-flash cache_write_5m 0.000000083333333333",
  "openrouter google/gemini-2.5-flash-image cache_write_5m 0.000000083333333333",
  "openrouter google/gemini-2.5-flash-lite cache_write_5m 0.000000083333333333",
  "openrouter google/gemini-2.5-flash-lite:batch cache_write_5m 0.000000041666666666",
  "openrouter google/gemini-2.5-flash:batch cache_write_5m 0.000000041666666666",
  "openrouter google/gemini-3-flash-preview cache_write_5m 0.000000083333333333",
  "openrouter google/gemini-3-flash-preview:batch cache_write_5m 0.000000041666666666",
  "openrouter google/gemini-3.1-flash-lite cache_write_5m 0.000000083333333333",
  "openrouter google/gemini-3.1-flash-lite:batch cache_write_5m 0.000000041666666666",
  "openrouter google/gemini-3.5-flash cache_write_5m 0.000000083333333333",
  "openrouter google/gemini-3.5-flash-lite cache_write_5m 0.000000083333333333",
  "openrouter google/gemini-3.5-flash-lite:batch cache_write_5m 0.000000041666666666",
  "openrouter google/gemini-3.5-flash:batch cache_write_5m 0.000000041666666666",
  "openrouter google/gemini-3.6-flash cache_write_5m 0.000000041666666666",
  "openrouter google/gemini-3.6-flash:batch cache_write_5m 0.000000041666666666",
  "openrouter google/gemini-3.7-flash cache_write_5m 0.000000041666666666",
  "openrouter google/gemini-3.7-flash:batch cache_write_5m 0.000000041666666666",
  "openrouter google/gemini-3.8-flash cache_write_5m 0.000000041666666666",
  "openrouter google/gemini-3.8-flash cache_write_5m 0.000000041666666666",
  "openrouter google/gemini-3.8-flash cache_write_5m 0.000000041666666666",
  "openrouter google/gemini-3.8-flash:batch cache_write_5m 0.000000041666666666",
  "openrouter ~google/gemini-flash-latest cache_write_5m 0.000000041666666666",
  "openrouter ~google/gemini-flash-latest cache_write_5m 0.000000083333333333",
]
`);
});

test('what the feed prices and gives no row is listed by reason, and nothing is lost in between', () => {
  const byReason: Record<string, number> = {};
  for (const { unit, why } of skipped) {
    const key = `${unit}: ${why}`;
    byReason[key] = (byReason[key] ?? 0) + 1;
  }
  expect(byReason).toMatchInlineSnapshot(`
{
  "*: the feed names no price: free and unknown look the same there": 17,
  "batch: input_annotated_document_kpages: annotated document pages are billed by the provider and not metered": 3,
  "batch: input_video_mtok: video has no leaf: its tokens are priced as those of its direction": 1,
  "input_annotated_document_kpages: annotated document pages are billed by the provider and not metered": 5,
  "input_text_messages_kcount: text messages are billed by the provider and not metered": 3,
  "input_video_mtok: video has no leaf: its tokens are priced as those of its direction": 4,
  "output_citation_mtok: citation tokens have no leaf: they are priced as output text": 1,
  "output_video_mtok: video has no leaf: its tokens are priced as those of its direction": 2,
  "route=mistral/eu: prices of one route of an aggregator are not taken over: calls do not say their route": 2,
  "search_type=fast: prices of one kind of search are not taken over: calls do not say the kind": 1,
  "search_type=web: prices of one kind of search are not taken over: calls do not say the kind": 1,
}
`);
  const models = new Set(rows.map(({ provider, model }) => `${provider}/${model}`));
  const skippedModels = new Set(skipped.map(({ provider, model }) => `${provider}/${model}`));
  for (const provider of feed) {
    for (const { id } of provider.models) {
      const key = `${provider.id}/${id}`;
      expect(models.has(key) || skippedModels.has(key)).toBe(true);
    }
  }
});

test('the feed and our ranking of matches find the same model for every name the feed mentions', () => {
  // The feed takes the first model in its own order; the rows know no order, so the more specific match must be the same one.
  for (const provider of feed) {
    const ofProvider = rows.filter((row) => row.provider === provider.id);
    const lists = new Map(ofProvider.map((row) => [row.model, row.matcher]));
    for (const model of provider.models) {
      const name = model.id.toLowerCase();
      const ranks = [...lists.values()].map((matcher) => matchRank(matcher, name)).filter((rank) => rank >= 0);
      expect(ranks.filter((rank) => rank === Math.max(...ranks)).length).toBeLessThanOrEqual(1);
    }
  }
});

test('the lists a provider borrows are those the feed names', () => {
  const named = feed.filter(({ fallback_model_providers: others }) => others !== undefined && others.length > 0);
  expect(Object.fromEntries(named.map(({ id, fallback_model_providers: others }) => [id, others]))).toEqual(
    PROVIDER_FALLBACKS,
  );
});
