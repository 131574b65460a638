import providers from '../data/genai-prices.json' with { type: 'json' };
import openrouter from '../data/genai-prices-openrouter.json' with { type: 'json' };
import type { FeedImport } from '../feed-import.ts';
import type { FeedProvider } from './feed-shape.ts';
import { rowsFromGenaiPrices } from './rows-from-genai-prices.ts';

/** The version of `@pydantic/genai-prices` that the shipped snapshot was taken from. */
export const SNAPSHOT_VERSION: string = providers.version;

/** The shipped snapshot of the feed, in the feed's own shape. Licence: data/ATTRIBUTION.md. */
export function snapshotProviders(): readonly FeedProvider[] {
  return [...providers.providers, ...openrouter.providers] as unknown as readonly FeedProvider[];
}

/** The price rows of the shipped snapshot, so that a clean install prices without a network. */
export function snapshotRows(): FeedImport {
  return rowsFromGenaiPrices(snapshotProviders(), SNAPSHOT_VERSION);
}
