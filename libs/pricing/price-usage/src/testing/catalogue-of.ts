import {
  type Account,
  type CatalogueView,
  type EntityKind,
  type EntityTypes,
  emptyView,
  indexKey,
  type Markup,
  type ModelAlias,
  type PriceRow,
} from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';

/** What a view may hold beside price rows. */
export interface Beside {
  readonly accounts?: readonly Account[];
  readonly aliases?: readonly ModelAlias[];
  readonly markups?: readonly Markup[];
}

/** A view with these price rows and what else is told, and nothing else. */
export function catalogueOf(rows: readonly PriceRow[], beside: Beside = {}): CatalogueView {
  const { accounts = [], aliases = [], markups = [] } = beside;
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const none: readonly never[] = [];
  const under: { readonly [K in EntityKind]?: ReadonlyMap<string, readonly EntityTypes[K][]> } = {
    priceRow: byKey('priceRow', rows),
    alias: byKey('alias', aliases),
    markup: byKey('markup', markups),
  };
  return emptyView(1, {
    account: (id) => byId.get(id),
    priceRows: (provider) => under.priceRow?.get(provider) ?? none,
    under: (kind, key) => under[kind]?.get(key) ?? none,
  });
}

function byKey<K extends EntityKind>(
  kind: K,
  entities: readonly EntityTypes[K][],
): ReadonlyMap<string, readonly EntityTypes[K][]> {
  const groups = new Map<string, EntityTypes[K][]>();
  for (const entity of entities) {
    const key = indexKey(kind, entity) ?? '';
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [entity]);
    else known.push(entity);
  }
  return groups;
}

/** Accounts of `root-1`, one below the other, from the root's own down. */
export function accountChain(...ids: readonly string[]): Account[] {
  return ['root-1', ...ids].map((id, index, all) => ({
    id,
    root: 'root-1',
    parent: all[index - 1] ?? null,
    kind: index === 0 ? 'root' : 'department',
    name: id,
  }));
}

/** A call of one root with no usage, changed as told. */
export function call(changes: Partial<UsageEvent>): UsageEvent {
  return {
    time: '2026-10-01T12:00:00.000Z',
    id: 'call-1',
    source: '/test',
    root: 'root-1',
    account: 'root-1',
    project: 'project-1',
    credential: 'key-1',
    provider: 'openai',
    requestedModel: 'model-1',
    operation: 'chat',
    inputTokens: 0,
    outputTokens: 0,
    usageQuality: 'reported',
    ...changes,
  };
}
