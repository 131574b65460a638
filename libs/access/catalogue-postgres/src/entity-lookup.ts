import type { Change, EntityKind, EntityTypes } from '@suanpan/catalogue';

/** The entities as they stand, as far as a plan needs them. */
export interface EntityLookup {
  get<K extends EntityKind>(kind: K, id: string): EntityTypes[K] | undefined;
  /** The id of the key with this hash. */
  keyIdByHash(hash: string): string | undefined;
  /** Whether a price row with this id has ended: its id is never given again. */
  isEnded(priceRowId: string): boolean;
}

/** What the plan is made against. */
export interface CatalogueState {
  readonly entities: EntityLookup;
  /** How many roots each shard has; its length is the number of shards. */
  readonly rootsByShard: readonly number[];
}

/** The kinds that have a table. */
export type StoredKind = 'root' | 'account' | 'project' | 'key' | 'priceRow';

type Stored = { [K in StoredKind]: Map<string, EntityTypes[K]> };

/** The entities with the changes of a plan laid over them, so that one change can build on another. */
export class PlannedEntities implements EntityLookup {
  readonly #base: EntityLookup;
  readonly #over: Map<string, unknown> = new Map();
  readonly #keyIds = new Map<string, string>();
  readonly changes: Change[] = [];

  constructor(base: EntityLookup) {
    this.#base = base;
  }

  get<K extends EntityKind>(kind: K, id: string): EntityTypes[K] | undefined {
    const place = `${kind} ${id}`;
    if (this.#over.has(place)) return (this.#over.get(place) ?? undefined) as EntityTypes[K] | undefined;
    return this.#base.get(kind, id);
  }

  keyIdByHash(hash: string): string | undefined {
    return this.#keyIds.get(hash) ?? this.#base.keyIdByHash(hash);
  }

  isEnded(priceRowId: string): boolean {
    return this.#over.get(`priceRow ${priceRowId}`) === null || this.#base.isEnded(priceRowId);
  }

  put<K extends EntityKind>(entity: K, id: string, after: EntityTypes[K] | null): void {
    const before = this.get(entity, id) ?? null;
    this.#over.set(`${entity} ${id}`, after);
    if (entity === 'key' && after !== null) this.#keyIds.set((after as EntityTypes['key']).hash, id);
    this.changes.push({ entity, id, before, after } as Change);
  }
}

/** Entities of every kind, as they come out of the tables. */
export type EntityLists = { readonly [K in StoredKind]: readonly EntityTypes[K][] };

/** A lookup over lists. */
export function lookupOf(lists: EntityLists, endedPriceRows: ReadonlySet<string> = new Set()): EntityLookup {
  const stored: Stored = {
    root: byId(lists.root),
    account: byId(lists.account),
    project: byId(lists.project),
    key: byId(lists.key),
    priceRow: byId(lists.priceRow),
  };
  const keyIds = new Map(lists.key.map((key) => [key.hash, key.id]));
  return {
    get: <K extends EntityKind>(kind: K, id: string) =>
      (stored as { [P in EntityKind]?: Map<string, EntityTypes[P]> })[kind]?.get(id),
    keyIdByHash: (hash) => keyIds.get(hash),
    isEnded: (priceRowId) => endedPriceRows.has(priceRowId),
  };
}

function byId<T extends { readonly id: string }>(list: readonly T[]): Map<string, T> {
  return new Map(list.map((entity) => [entity.id, entity]));
}
