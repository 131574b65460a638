import { type Leaf, QUANTITIES } from '@suanpan/facts';
import type { QuotedPrice } from '@suanpan/price-book';

/** Leaves whose option is called otherwise. */
const SHORT_NAMES: Readonly<Partial<Record<Leaf, string>>> = {
  uncached_input: 'input',
  output_text: 'output',
  cache_write_5m: 'cache-write',
};

/** What a price option is for: its name before `-per-…`, and the leaf it prices. */
export const PRICED_LEAVES: readonly { readonly option: string; readonly leaf: Leaf; readonly what: string }[] =
  QUANTITIES.map(({ leaf, words }) => ({ option: SHORT_NAMES[leaf] ?? leaf.replaceAll('_', '-'), leaf, what: words }));

/** The numbers of units a price may be quoted for, by the end of the option's name. */
export const PRICE_UNITS: readonly { readonly suffix: string; readonly per: number }[] = [
  { suffix: 'per-million', per: 1_000_000 },
  { suffix: 'per-1k', per: 1_000 },
  { suffix: 'each', per: 1 },
];

/** The prices among a command's options, by leaf; `twice` names an option that prices a leaf a second time. */
export function quotedPrices(options: Readonly<Record<string, unknown>>): {
  readonly prices: Partial<Record<Leaf, QuotedPrice>>;
  readonly twice?: string;
} {
  const prices: Partial<Record<Leaf, QuotedPrice>> = {};
  for (const { option, leaf } of PRICED_LEAVES) {
    for (const { suffix, per } of PRICE_UNITS) {
      const amount = options[camelCase(`${option}-${suffix}`)];
      if (typeof amount !== 'string') continue;
      if (prices[leaf] !== undefined) return { prices, twice: `--${option}-${suffix}` };
      prices[leaf] = { amount, per };
    }
  }
  return { prices };
}

/** The name commander gives an option: `input-per-1k` is `inputPer1k`. */
function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
