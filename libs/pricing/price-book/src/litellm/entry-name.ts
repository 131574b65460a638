import { canonicalProvider, namespaceOf } from '../providers.ts';

/** Where an entry of the map belongs. */
export interface EntryName {
  readonly provider: string;
  readonly model: string;
  /** Set where the entry is for one region. */
  readonly region: string | null;
}

/** How a call reaches a model, which does not change what it costs. */
const ROUTES: ReadonlySet<string> = new Set(['converse', 'invoke']);
const AZURE_ZONES: ReadonlySet<string> = new Set(['eu', 'us', 'us-gov', 'apac', 'global', 'global-standard']);
const AWS_REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;
/** Sizes, qualities and steps of images, which calls do not name. */
const IMAGE_FORM = /(?:^|\/)(?:\d+-x-\d+|(?:hd|standard|low|medium|high|auto)\/|(?:\d+|max)-steps)/;

/**
 * Provider, model and region from an entry's key and its `litellm_provider`; a text that says why for an entry that no call
 * can be matched with.
 */
export function entryName(key: string, litellmProvider: string): EntryName | string {
  const provider = providerOf(litellmProvider);
  if (provider === '') return 'the feed names no provider';
  const parts = key.split('/');
  const canonical = canonicalProvider(provider);
  if (parts.length > 1 && canonicalProvider(parts[0] ?? '') === canonical) parts.shift();
  if (canonical === 'aws' && parts.length > 1 && ROUTES.has(parts[0] ?? '')) parts.shift();
  if (parts.some((part) => part.endsWith('-commitment'))) return 'rented capacity is not metered';
  if (IMAGE_FORM.test(parts.join('/'))) return 'its name holds a size or quality that calls do not name';
  const region = parts.length > 1 && isRegion(canonical, parts[0] ?? '') ? parts.shift() : undefined;
  const model = parts.join('/').trim();
  return model === '' ? 'the feed names no model' : { provider, model, region: region ?? null };
}

/** `vertex_ai-language-models` and `text-completion-openai` say which API, not who answers. */
function providerOf(litellmProvider: string): string {
  const name = litellmProvider.replace(/^text-completion-/, '').replace(/^vertex_ai-.*/, 'vertex_ai');
  return namespaceOf(name);
}

function isRegion(canonical: string, part: string): boolean {
  return (canonical === 'aws' && AWS_REGION.test(part)) || (canonical === 'azure' && AZURE_ZONES.has(part));
}
