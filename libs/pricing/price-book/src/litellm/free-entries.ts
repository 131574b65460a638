/** Who runs models on machines of the user's own, so that a price of 0 is one. */
const OWN_MACHINES: ReadonlySet<string> = new Set(['ollama', 'lemonade']);

/** Whether an entry whose prices are all 0 is free, rather than unknown. */
export function isFreeEntry(key: string, entry: Readonly<Record<string, unknown>>): boolean {
  if (key.endsWith(':free') || OWN_MACHINES.has(String(entry.litellm_provider))) return true;
  // OpenAI's moderation is free: https://platform.openai.com/docs/models/omni-moderation-latest (to be checked there).
  return entry.litellm_provider === 'openai' && /^moderations?$/.test(String(entry.mode));
}
