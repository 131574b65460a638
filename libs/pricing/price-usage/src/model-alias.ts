import type { CatalogueView, ModelAlias } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import { type Choice, canonicalProvider, comparableModel, isDecided, isInForce, NOTHING } from '@suanpan/price-book';
import { parseInstant } from '@suanpan/time';

// The catalogue hands out the same array for the same content, so that the array stands for it.
const indexes = new WeakMap<readonly ModelAlias[], ReadonlyMap<string, readonly ModelAlias[]>>();

/**
 * What a moving name of a provider means at the time of a call, as it is compared; nothing for a name that does not move. A
 * target is taken as it is, even where it is a moving name itself. Two that hold at once contend.
 */
export function aliasTarget(model: string, provider: string, view: CatalogueView, time: string): Choice<string> {
  const aliases = view.under('alias', provider);
  if (aliases.length === 0) return NOTHING;
  const ofName = aliasIndex(aliases).get(model);
  if (ofName === undefined) return NOTHING;
  const instant = parseInstant(time);
  if (instant === undefined) return NOTHING;
  const [first, second] = ofName.filter((alias) => isInForce(alias, instant));
  if (first === undefined) return NOTHING;
  return second === undefined ? { found: comparableModel(first.target) } : { contenders: [first.id, second.id] };
}

/** The same by the provider as the sender names it, and by the name the price book files it under. */
export function ownAliasTarget(model: string, provider: string, time: string, view: CatalogueView): Choice<string> {
  const named = aliasTarget(model, provider, view, time);
  if (isDecided(named)) return named;
  const canonical = canonicalProvider(provider);
  return canonical === provider ? named : aliasTarget(model, canonical, view, time);
}

/**
 * The names a call's model goes by where prices depend on it, as they are compared: the served one, then the requested one,
 * each with its moving name resolved by the call's time.
 */
export function callModels(event: UsageEvent, view: CatalogueView): string[] {
  const { servedModel, requestedModel } = event;
  const names = servedModel === undefined || servedModel === '' ? [requestedModel] : [servedModel, requestedModel];
  const meant = names.map((name) => {
    const model = comparableModel(name);
    return ownAliasTarget(model, event.provider, event.time, view).found ?? model;
  });
  return [...new Set(meant)];
}

function aliasIndex(aliases: readonly ModelAlias[]): ReadonlyMap<string, readonly ModelAlias[]> {
  let index = indexes.get(aliases);
  if (index === undefined) {
    const byName = new Map<string, ModelAlias[]>();
    for (const alias of aliases) {
      const name = comparableModel(alias.alias);
      byName.set(name, [...(byName.get(name) ?? []), alias]);
    }
    index = byName;
    indexes.set(aliases, index);
  }
  return index;
}
