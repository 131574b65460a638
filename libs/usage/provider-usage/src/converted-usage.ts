import { type Mark, QUANTITIES, type Quantity, type QuantityField } from '@suanpan/facts';

type ValueOf<F extends QuantityField> =
  Extract<Quantity, { readonly field: F }> extends { readonly kind: 'decimal' } ? string : number;

/** Quantities in the form of a usage event: inclusive totals, and everything else only where it is not 0. */
export type ProviderUsage = { readonly [F in QuantityField]?: ValueOf<F> };

/** What a format makes of a provider's object. A total that the object does not know is left out. */
export type ReadCounts = { readonly [F in QuantityField]?: ValueOf<F> | undefined } & {
  /** The tier that served the call, by the provider's word for it. */
  readonly serviceTier?: string | undefined;
  readonly region?: string | undefined;
  readonly servedModel?: string | undefined;
  /** What the answer says it cost: decimal text of US dollars. */
  readonly cost?: string | undefined;
  readonly marks?: readonly Mark[] | undefined;
};

/** Leaves out what is absent, and what is 0 and no total, so that stored events stay small. */
export function usageOf(read: ReadCounts): ProviderUsage {
  const usage: Partial<Record<QuantityField, number | string>> = {};
  for (const { field, kind, within } of QUANTITIES) {
    const value = read[field];
    if (value === undefined) continue;
    const isTotal = kind === 'tokens' && within.length === 0;
    if (isTotal || (value !== 0 && value !== '0')) usage[field] = value;
  }
  return usage as ProviderUsage;
}

/** Cache writes by their life. */
export interface CacheWrites {
  readonly cacheWrite5mTokens: number;
  readonly cacheWrite1hTokens: number;
  readonly marks: readonly Mark[];
}

/**
 * Splits cache writes: the total stands, the one-hour part takes from it first, and the rest lived five minutes or for a
 * time that was not said. Without a total the parts make it; parts that come to something else are marked.
 */
export function splitWrites(total: number | undefined, fiveMinutes: number, oneHour: number): CacheWrites {
  const parts = fiveMinutes + oneHour;
  const whole = total ?? parts;
  const cacheWrite1hTokens = Math.min(oneHour, whole);
  const writes = { cacheWrite5mTokens: whole - cacheWrite1hTokens, cacheWrite1hTokens };
  if (parts > whole) return { ...writes, marks: ['cache_write_ttls_exceed_total'] };
  return { ...writes, marks: parts > 0 && parts < whole ? ['cache_write_ttls_below_total'] : [] };
}

/** Compares the object's own total with the sums that documents allow for it; nothing where there is no total. */
export function totalMarks(total: number | undefined, ...sums: readonly number[]): readonly Mark[] {
  if (total === undefined || sums.includes(total)) return [];
  return [total > Math.max(...sums) ? 'total_exceeds_parts' : 'total_contradicts_parts'];
}
