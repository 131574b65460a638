import { Fault } from '@suanpan/fault';
import type { Account, ApiKey, Project, Root } from './entities.ts';
import { EntityIndex, indexKey } from './entity-index.ts';
import type { PriceRow } from './price-row.ts';
import {
  CATALOGUE_GENESIS,
  type Change,
  ENTITY_KINDS,
  type EntityKind,
  type EntityTypes,
  type SealedRevision,
} from './revision.ts';

/** One state of one entity: from which revision on it holds. */
interface Version<T> {
  readonly from: number;
  readonly value: T | null;
}

/** What a reader asks of the catalogue, as of one revision. */
export interface CatalogueView {
  readonly revision: number;
  root(id: string): Root | undefined;
  account(id: string): Account | undefined;
  project(id: string): Project | undefined;
  /** Price rows in force, in the order they were added. The same array for the same revision and provider. */
  priceRows(provider: string): readonly PriceRow[];
  /** An entity of any kind by its id. */
  get<K extends EntityKind>(kind: K, id: string): EntityTypes[K] | undefined;
  /**
   * The entities of a kind that stand under a key (`indexKey`): assignments and mark-ups under their account, projects and
   * keys under theirs, accounts under their parent, points under their series, rates under their name, aliases under
   * their provider, grants under `grantKey`. In the order they were added; the same array for the same content.
   */
  under<K extends EntityKind>(kind: K, key: string): readonly EntityTypes[K][];
}

/** A view in which nothing exists but what is handed in: what specs and simulations start from. */
export function emptyView(revision: number, over: Partial<CatalogueView> = {}): CatalogueView {
  return {
    revision,
    root: () => undefined,
    account: () => undefined,
    project: () => undefined,
    priceRows: () => [],
    get: () => undefined,
    under: () => [],
    ...over,
  };
}

/**
 * The fold of `catalogue.changes`: every state of every entity, so that any revision can be looked up. Each service
 * holds one and applies revisions as they arrive; two folds of the same topic are equal.
 */
export class Catalogue {
  /** The hash of every revision applied, at its number; genesis stands at 0. */
  readonly #hashes: string[] = [CATALOGUE_GENESIS];
  readonly #versions = Object.fromEntries(ENTITY_KINDS.map((kind) => [kind, new Map()])) as {
    readonly [K in EntityKind]: Map<string, Version<EntityTypes[K]>[]>;
  };
  readonly #indexes = Object.fromEntries(ENTITY_KINDS.map((kind) => [kind, new EntityIndex()])) as Record<
    EntityKind,
    EntityIndex
  >;
  /** When every revision was made, at its number; a clock that was put back does not make it earlier than the one before. */
  readonly #madeAt: number[] = [Number.NEGATIVE_INFINITY];
  readonly #keyIdByHash = new Map<string, string>();
  #lastView: CatalogueView | undefined;

  /** The newest revision applied; 0 before the first. */
  get revision(): number {
    return this.#hashes.length - 1;
  }

  /** The hash of the newest revision applied. */
  get hash(): string {
    return this.#hashes[this.revision] ?? CATALOGUE_GENESIS;
  }

  /**
   * Applies the next revision. An exact repeat of an applied one is passed over, because an append whose answer was lost
   * may reach the topic late; anything else out of line is `catalogue_broken`.
   */
  apply(sealed: SealedRevision): void {
    const { revision } = sealed;
    if (revision.revision > 0 && this.#hashes[revision.revision] === sealed.hash) return;
    if (revision.revision !== this.revision + 1 || revision.prev !== this.hash) {
      throw new Fault('catalogue_broken', `Revision ${revision.revision} does not follow revision ${this.revision}.`);
    }
    for (const change of revision.changes) this.#applyChange(change, revision.revision);
    this.#hashes.push(sealed.hash);
    this.#madeAt.push(Math.max(revision.at, this.#madeAt.at(-1) ?? revision.at));
  }

  /** The newest revision that had been made by a moment, epoch milliseconds; 0 before the first. */
  revisionAt(time: number): number {
    if (time >= (this.#madeAt[this.revision] ?? 0)) return this.revision;
    let [low, high] = [0, this.revision];
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if ((this.#madeAt[middle] ?? 0) <= time) low = middle;
      else high = middle;
    }
    return low;
  }

  /** When a revision was made, epoch milliseconds; never before the one before it. */
  madeAt(revision: number): number {
    return this.#madeAt[revision] ?? Number.NEGATIVE_INFINITY;
  }

  /**
   * The catalogue as it stood at a revision that has been applied. Asked for the same revision again it answers the same
   * view, so that readers may remember what they worked out of it.
   */
  asOf(revision: number): CatalogueView {
    if (revision > this.revision) throw new Fault('revision_unknown', `Revision ${revision} is not known yet.`);
    if (this.#lastView?.revision === revision) return this.#lastView;
    this.#lastView = this.#viewAt(revision);
    return this.#lastView;
  }

  #viewAt(revision: number): CatalogueView {
    return {
      revision,
      root: (id) => this.#at('root', id, revision),
      account: (id) => this.#at('account', id, revision),
      project: (id) => this.#at('project', id, revision),
      priceRows: (provider) => this.#under('priceRow', provider, revision),
      get: (kind, id) => this.#at(kind, id, revision),
      under: (kind, key) => this.#under(kind, key, revision),
    };
  }

  /** The key with this hash as it stands now: a revoked key is refused as soon as the revocation is known. */
  keyByHash(hash: string): ApiKey | undefined {
    const id = this.#keyIdByHash.get(hash);
    return id === undefined ? undefined : this.#at('key', id, this.revision);
  }

  /** Every entity of a kind as it stands now, in the order of first appearance. */
  all<K extends EntityKind>(kind: K): EntityTypes[K][] {
    const found: EntityTypes[K][] = [];
    for (const id of this.#versions[kind].keys()) {
      const value = this.#at(kind, id, this.revision);
      if (value !== undefined) found.push(value);
    }
    return found;
  }

  /** The revision that changed an entity last, which is its version for optimistic locks; 0 for one never seen. */
  changedBy(kind: EntityKind, id: string): number {
    return this.#versions[kind].get(id)?.at(-1)?.from ?? 0;
  }

  #applyChange(change: Change, revision: number): void {
    const versions = this.#versions[change.entity] as Map<string, Version<unknown>[]>;
    const history = versions.get(change.id);
    const before = history?.at(-1)?.value ?? change.before;
    if (history === undefined) versions.set(change.id, [{ from: revision, value: change.after }]);
    else history.push({ from: revision, value: change.after });
    if (change.entity === 'key' && change.after !== null) this.#keyIdByHash.set(change.after.hash, change.id);
    this.#index(change.entity, change.id, before as EntityTypes[EntityKind] | null, revision);
    this.#index(change.entity, change.id, change.after, revision);
  }

  #index(kind: EntityKind, id: string, entity: EntityTypes[EntityKind] | null, revision: number): void {
    const key = entity === null ? undefined : indexKey(kind, entity as never);
    if (key !== undefined) this.#indexes[kind].touch(key, id, revision);
  }

  #at<K extends EntityKind>(kind: K, id: string, revision: number): EntityTypes[K] | undefined {
    const history = this.#versions[kind].get(id);
    if (history === undefined) return undefined;
    for (let i = history.length - 1; i >= 0; i -= 1) {
      const version = history[i];
      if (version !== undefined && version.from <= revision) return version.value ?? undefined;
    }
    return undefined;
  }

  #under<K extends EntityKind>(kind: K, key: string, revision: number): readonly EntityTypes[K][] {
    return this.#indexes[kind].find(key, revision, (id) => {
      const entity = this.#at(kind, id, revision);
      return entity !== undefined && indexKey(kind, entity) === key ? entity : undefined;
    });
  }
}
