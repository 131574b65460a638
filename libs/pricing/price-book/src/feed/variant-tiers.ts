import { Fault } from '@suanpan/fault';
import { serviceTierOf } from '../service-tier.ts';
import type { FeedVariant } from './feed-shape.ts';

/** The calls a variant is for, as rows say them: those of a service tier, or why rows cannot say it. */
export type VariantTier =
  | { readonly serviceTier: string | null; readonly why?: undefined }
  | { readonly serviceTier?: undefined; readonly why: string };

const PROCESSING: readonly string[] = ['batch'];
const SPEEDS: readonly string[] = ['fast'];
const SERVICE_TIERS: readonly string[] = ['default', 'standard', 'batch', 'flex', 'priority', 'fast'];

/** What of a call the feed lets a price depend on and no event says. */
const UNMETERED: Readonly<Record<string, string>> = {
  route: 'prices of one route of an aggregator are not taken over: calls do not say their route',
  search_type: 'prices of one kind of search are not taken over: calls do not say the kind',
  inference_geo: 'prices of one place of inference are not taken over from variants',
};

/**
 * Which calls a variant is for. `price_invalid` for a condition or a value that is not known: its price must neither vanish nor be
 * billed for other calls, so the import waits until somebody has decided what it means.
 */
export function variantTier({ when }: FeedVariant, provider: string): VariantTier {
  const conditions = Object.entries(when);
  const tiers = conditions.map(([name, value]) => tierOf(name, value, provider));
  const [first] = tiers;
  if (first === undefined) throw new Fault('price_invalid', `A variant of ${provider} names no condition.`);
  const unsaid = tiers.find(({ why }) => why !== undefined);
  if (unsaid !== undefined) return unsaid;
  return tiers.length === 1 ? first : { why: 'prices under several conditions at once are not taken over' };
}

function tierOf(name: string, value: string, provider: string): VariantTier {
  if (Object.hasOwn(UNMETERED, name)) return { why: UNMETERED[name] ?? '' };
  if (name === 'processing' && PROCESSING.includes(value)) return { serviceTier: value };
  if (name === 'speed' && SPEEDS.includes(value)) return { serviceTier: value };
  if (name === 'service_tier' && SERVICE_TIERS.includes(value))
    return { serviceTier: serviceTierOf(value, { provider }) };
  throw new Fault('price_invalid', `Prices of ${provider} depend on ${name} = ${value}, which is not known.`);
}
