import {
  type ApiKey,
  type Catalogue,
  type CatalogueView,
  type Change,
  type EntityKind,
  type EntityTypes,
  indexKey,
} from '@suanpan/catalogue';

type Laid = Map<string, EntityTypes[EntityKind] | null>;

/**
 * The catalogue at its head with the changes of a plan laid over it, so that one change can build on another. The
 * catalogue itself is left as it is.
 */
export class PlannedCatalogue {
  readonly #base: Catalogue;
  readonly #head: CatalogueView;
  readonly #over = new Map<EntityKind, Laid>();
  readonly #keyIds = new Map<string, string>();
  /** Keys of the indexes under which the changes since {@link takeChanges} touched something. */
  readonly #touched = new Map<EntityKind, Map<string, Set<string>>>();
  #changes: Change[] = [];
  #rootsByShard: number[] | undefined;

  constructor(base: Catalogue) {
    this.#base = base;
    this.#head = base.asOf(base.revision);
  }

  get<K extends EntityKind>(kind: K, id: string): EntityTypes[K] | undefined {
    const laid = this.#over.get(kind)?.get(id);
    return laid === undefined ? this.#head.get(kind, id) : ((laid ?? undefined) as EntityTypes[K] | undefined);
  }

  /** The entities of a kind under a key of its index, as `CatalogueView.under`. */
  under<K extends EntityKind>(kind: K, key: string): EntityTypes[K][] {
    const over = this.#over.get(kind) ?? new Map();
    const kept = this.#head.under(kind, key).filter((entity) => !over.has(entity.id));
    const laid = [...over.values()].filter((entity) => entity !== null && indexKey(kind, entity) === key);
    return [...kept, ...laid];
  }

  /** Every entity of a kind. It looks at all there are: for rare questions. */
  all<K extends EntityKind>(kind: K): EntityTypes[K][] {
    const over = this.#over.get(kind) ?? new Map();
    const kept = this.#base.all(kind).filter((entity) => !over.has(entity.id));
    return [...kept, ...[...over.values()].filter((entity) => entity !== null)];
  }

  /** Whether there is, or ever was, an entity with this id. */
  isTaken(kind: EntityKind, id: string): boolean {
    return this.#over.get(kind)?.has(id) === true || this.#base.changedBy(kind, id) > 0;
  }

  /** The revision before the plan that last changed an entity. */
  changedBy(kind: EntityKind, id: string): number {
    return this.#base.changedBy(kind, id);
  }

  /** Whether a key with this hash is, or ever was, there. */
  isHashTaken(hash: string): boolean {
    return this.#keyIds.has(hash) || this.#base.keyByHash(hash) !== undefined;
  }

  /** Gives a shard to one more root: the least used, of several the lowest. */
  takeShard(shards: number): number | undefined {
    this.#rootsByShard ??= countRoots(this.#base, shards);
    const shard = leastUsed(this.#rootsByShard);
    if (shard !== undefined) this.#rootsByShard[shard] = (this.#rootsByShard[shard] ?? 0) + 1;
    return shard;
  }

  /** Lays an entity, or its end, over the catalogue. */
  put<K extends EntityKind>(entity: K, id: string, after: EntityTypes[K] | null): void {
    const before = this.get(entity, id) ?? null;
    const laid = this.#over.get(entity) ?? new Map();
    this.#over.set(entity, laid.set(id, after));
    if (entity === 'key' && after !== null) this.#keyIds.set((after as ApiKey).hash, id);
    if (after !== null) this.#touch(entity, id, indexKey(entity, after));
    this.#changes.push({ entity, id, before, after } as Change);
  }

  #touch(kind: EntityKind, id: string, key: string | undefined): void {
    if (key === undefined) return;
    const keys = this.#touched.get(kind) ?? new Map<string, Set<string>>();
    this.#touched.set(kind, keys);
    keys.set(key, (keys.get(key) ?? new Set()).add(id));
  }

  /** What was written since {@link takeChanges}: by the key of the kind's index, the ids. */
  touched(kind: EntityKind): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#touched.get(kind) ?? new Map();
  }

  /** The changes laid so far, for one revision; those that follow belong to the next. */
  takeChanges(): readonly Change[] {
    const changes = this.#changes;
    this.#changes = [];
    this.#touched.clear();
    return changes;
  }
}

function countRoots(base: Catalogue, shards: number): number[] {
  const counts = new Array<number>(shards).fill(0);
  for (const { shard } of base.all('root')) if (shard < shards) counts[shard] = (counts[shard] ?? 0) + 1;
  return counts;
}

function leastUsed(rootsByShard: readonly number[]): number | undefined {
  let best: number | undefined;
  for (const [shard, roots] of rootsByShard.entries()) {
    if (best === undefined || roots < (rootsByShard[best] ?? 0)) best = shard;
  }
  return best;
}
