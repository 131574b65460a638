import { canonicalProvider } from './providers.ts';

/** What providers call the ordinary tier. `auto` is what a caller asks for, not what it got, and says nothing more. */
const STANDARD = new Set(['', 'standard', 'default', 'auto', 'on_demand', 'standard_only']);

/** Other names of one tier, by the name rows use. */
const SAME_TIER: Readonly<Record<string, string>> = { batches: 'batch' };

/** Where `fast` is the newer name of the priority tier. Elsewhere, as with Anthropic, it is a speed with a price of its own. */
const FAST_IS_PRIORITY: ReadonlySet<string> = new Set(['openai', 'azure']);

/** What the name of a tier is read with. */
export interface TierTerms {
  /** Whether the call was one of a batch. */
  readonly batch?: boolean | undefined;
  /** Whose name it is; a provider's names are its own. */
  readonly provider?: string | undefined;
}

/**
 * The service tier a call is priced at: lower case, `null` for the standard one. The batch flag wins, because
 * providers answer batch calls with their ordinary tier.
 */
export function serviceTierOf(serviceTier: string | null | undefined, terms: TierTerms = {}): string | null {
  if (terms.batch) return 'batch';
  if (serviceTier === undefined || serviceTier === null) return null;
  const name = serviceTier.trim().toLowerCase();
  if (STANDARD.has(name)) return null;
  if (name === 'fast' && FAST_IS_PRIORITY.has(canonicalProvider(terms.provider ?? ''))) return 'priority';
  return Object.hasOwn(SAME_TIER, name) ? (SAME_TIER[name] ?? name) : name;
}
