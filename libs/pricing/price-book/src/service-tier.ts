/** What providers call the ordinary tier. `auto` is what a caller asks for, not what it got, and says nothing more. */
const STANDARD = new Set(['', 'standard', 'default', 'auto', 'on_demand', 'standard_only']);

/** Other names of one tier, by the name rows use. */
const SAME_TIER: Readonly<Record<string, string>> = { fast: 'priority', batches: 'batch' };

/**
 * The service tier a call is priced at: lower case, `null` for the standard one. The batch flag wins, because
 * providers answer batch calls with their ordinary tier.
 */
export function serviceTierOf(serviceTier: string | null | undefined, batch = false): string | null {
  if (batch) return 'batch';
  if (serviceTier === undefined || serviceTier === null) return null;
  const name = serviceTier.trim().toLowerCase();
  if (STANDARD.has(name)) return null;
  return Object.hasOwn(SAME_TIER, name) ? (SAME_TIER[name] ?? name) : name;
}
