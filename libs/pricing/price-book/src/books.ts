/** The book that rows written by people belong to. */
export const OWN_BOOK = 'own';

/** The book of `@pydantic/genai-prices`. */
export const GENAI_PRICES_BOOK = 'genai-prices';

/** The book of LiteLLM's price map. */
export const LITELLM_BOOK = 'litellm';

const PUBLIC_FEEDS: readonly string[] = [GENAI_PRICES_BOOK, LITELLM_BOOK];

/** Tells whether a book is what a public feed says, rather than what people wrote: own prices and price tables. */
export function isPublicFeed(book: string): boolean {
  return PUBLIC_FEEDS.includes(book);
}
