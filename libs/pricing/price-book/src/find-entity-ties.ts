import type { FxRate, Markup, ModelAlias } from '@suanpan/catalogue';
import { spansMeet } from './effective-span.ts';
import type { Ambiguity } from './find-ambiguities.ts';
import { comparableModel, matchRank, NO_MATCH, namesIn } from './model-match.ts';
import { canonicalProvider } from './providers.ts';

/** Moving names that mean two things at one time. */
export function findAliasTies(aliases: readonly ModelAlias[]): Ambiguity[] {
  return tiesWithin(
    aliases,
    ({ provider, alias }) => JSON.stringify([canonicalProvider(provider), comparableModel(alias)]),
    spansMeet,
    ({ alias }) => `the model ${alias} means two things at one time`,
  );
}

/** Mark-ups of one account that can hold for one call and are of the same rank. */
export function findMarkupTies(markups: readonly Markup[]): Ambiguity[] {
  return tiesWithin(
    markups,
    ({ account, provider, model }) =>
      JSON.stringify([account, provider === null ? null : canonicalProvider(provider), model === null]),
    (a, b) => spansMeet(a, b) && matchersTie(a, b),
    ({ account }) => `two mark-ups of account ${account} hold for one call`,
  );
}

/** Rates of one series and pair that start alike. */
export function findFxTies(rates: readonly FxRate[]): Ambiguity[] {
  return tiesWithin(
    rates,
    ({ name, base, quote, from }) => JSON.stringify([name, base, quote, from]),
    () => true,
    ({ name, base, quote }) => `two rates of ${name} from ${base} to ${quote} start alike`,
  );
}

/** Two matchers fit a name equally well that one of them mentions. */
function matchersTie({ model: a }: Markup, { model: b }: Markup): boolean {
  if (a === null || b === null) return true;
  return [...namesIn(a), ...namesIn(b)].some((name) => {
    const rank = matchRank(a, name);
    return rank !== NO_MATCH && rank === matchRank(b, name);
  });
}

function tiesWithin<T extends { readonly id: string }>(
  entities: readonly T[],
  keyOf: (entity: T) => string,
  tie: (a: T, b: T) => boolean,
  why: (entity: T) => string,
): Ambiguity[] {
  const found: Ambiguity[] = [];
  for (const group of Map.groupBy(entities, keyOf).values()) {
    for (const [index, a] of group.entries()) {
      for (const b of group.slice(index + 1)) if (tie(a, b)) found.push({ ids: [a.id, b.id], why: why(a) });
    }
  }
  return found;
}
