import { Fault } from '@suanpan/fault';
import type { Account, ApiKey, Project, Root } from './entities.ts';
import type { PriceRow } from './price-row.ts';
import { CATALOGUE_GENESIS, type Change, type EntityKind, type EntityTypes, type SealedRevision } from './revision.ts';

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
}

/**
 * The fold of `catalogue.changes`: every state of every entity, so that any revision can be looked up. Each service
 * holds one and applies revisions as they arrive; two folds of the same topic are equal.
 */
export class Catalogue {
  /** The hash of every revision applied, at its number; genesis stands at 0. */
  readonly #hashes: string[] = [CATALOGUE_GENESIS];
  readonly #versions: { readonly [K in EntityKind]: Map<string, Version<EntityTypes[K]>[]> } = {
    root: new Map(),
    account: new Map(),
    project: new Map(),
    key: new Map(),
    priceRow: new Map(),
  };
  readonly #keyIdByHash = new Map<string, string>();
  readonly #priceRowIdsByProvider = new Map<string, string[]>();
  readonly #priceRevisionByProvider = new Map<string, number[]>();
  readonly #priceRowsMemo = new Map<string, readonly PriceRow[]>();

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
  }

  /** The catalogue as it stood at a revision that has been applied. */
  asOf(revision: number): CatalogueView {
    if (revision > this.revision) throw new Fault('revision_unknown', `Revision ${revision} is not known yet.`);
    return {
      revision,
      root: (id) => this.#at('root', id, revision),
      account: (id) => this.#at('account', id, revision),
      project: (id) => this.#at('project', id, revision),
      priceRows: (provider) => this.#priceRows(provider, revision),
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

  #applyChange(change: Change, revision: number): void {
    const versions = this.#versions[change.entity] as Map<string, Version<unknown>[]>;
    const history = versions.get(change.id);
    if (history === undefined) versions.set(change.id, [{ from: revision, value: change.after }]);
    else history.push({ from: revision, value: change.after });
    if (change.entity === 'key' && change.after !== null) this.#keyIdByHash.set(change.after.hash, change.id);
    if (change.entity === 'priceRow')
      this.#indexPriceRow(change.id, change.after ?? change.before, revision, history === undefined);
  }

  #indexPriceRow(id: string, row: PriceRow | null, revision: number, isNew: boolean): void {
    if (row === null) return;
    if (isNew) pushTo(this.#priceRowIdsByProvider, row.provider, id);
    const revisions = this.#priceRevisionByProvider.get(row.provider) ?? [];
    if (revisions.at(-1) !== revision) pushTo(this.#priceRevisionByProvider, row.provider, revision);
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

  #priceRows(provider: string, revision: number): readonly PriceRow[] {
    // Most revisions change no price: the memo is keyed by the newest revision that touched this provider's rows.
    const touched = this.#priceRevisionByProvider.get(provider)?.findLast((r) => r <= revision) ?? 0;
    const memoKey = `${touched} ${provider}`;
    const known = this.#priceRowsMemo.get(memoKey);
    if (known !== undefined) return known;
    const rows: PriceRow[] = [];
    for (const id of this.#priceRowIdsByProvider.get(provider) ?? []) {
      const row = this.#at('priceRow', id, revision);
      if (row !== undefined) rows.push(row);
    }
    this.#priceRowsMemo.set(memoKey, rows);
    return rows;
  }
}

function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
