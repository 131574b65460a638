/** What a line item of OpenAI's costs says about the call behind it. */
export interface LineItem {
  readonly model: string | null;
  readonly serviceTier: string | null;
  readonly batch: boolean | null;
}

const NOTHING: LineItem = { model: null, serviceTier: null, batch: null };

// `priority | gpt-5, output, long context`, `gpt-4o-mini-2024-07-18, cached input`, `gpt-image-1 text, input`.
const ITEM =
  /^(?:([a-z ]+?) \| )?([\w.:/-]+)(?: (?:text|audio|image|video))?, (?:input|output|cached input|cache writes?)\b/i;

/** Reads a line item as seen in answers of `/v1/organization/costs`; what names no model, such as `web search tool calls`, has none. */
export function parseLineItem(item: string | null): LineItem {
  const parts = item === null ? null : ITEM.exec(item);
  const [, tier, model] = parts ?? [];
  if (model === undefined) return NOTHING;
  if (tier === undefined) return { model, serviceTier: null, batch: null };
  const name = tier.toLowerCase();
  return { model, serviceTier: name, batch: name === 'batch' };
}
