import {
  Catalogue,
  type CatalogueView,
  type Change,
  type EntityKind,
  type EntityTypes,
  sealRevision,
} from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';

/** An entity as it is to be from the next revision on; null ends it. */
export type Put = {
  [K in EntityKind]: { readonly entity: K; readonly id: string; readonly after: EntityTypes[K] | null };
}[EntityKind];

/** The real catalogue, written revision by revision as the topic would tell it. */
export class GrowingCatalogue {
  readonly #catalogue = new Catalogue();
  readonly #views = new Map<number, CatalogueView>();

  get revision(): number {
    return this.#catalogue.revision;
  }

  /** The newest view. */
  get newest(): CatalogueView {
    return this.view(this.revision);
  }

  /** The one view of a revision: what was worked out of it is remembered by it. */
  view(revision: number): CatalogueView {
    const view = this.#views.get(revision) ?? this.#catalogue.asOf(revision);
    this.#views.set(revision, view);
    return view;
  }

  all<K extends EntityKind>(kind: K): readonly EntityTypes[K][] {
    return this.#catalogue.all(kind);
  }

  /** Writes one revision. */
  commit(puts: readonly Put[], at: number): void {
    const changes = puts.map(({ entity, id, after }) => {
      const before = this.#catalogue.revision === 0 ? null : (this.newest.get(entity, id) ?? null);
      return { entity, id, before, after } as Change;
    });
    const head = { v: 1, revision: this.revision + 1, prev: this.#catalogue.hash, at } as const;
    const revision = { ...head, actor: 'chance', reason: 'chance', changes };
    this.#catalogue.apply({ revision, hash: sealRevision(revision).hash });
  }

  /** What the rater asks for. */
  async at(revision: number): Promise<CatalogueView> {
    if (revision === Number.POSITIVE_INFINITY) return this.newest;
    if (revision <= this.revision) return this.view(revision);
    throw new Fault('revision_unknown', `The catalogue ends before revision ${revision}.`);
  }
}

/** A put of an entity under its own id. */
export function put<K extends EntityKind>(entity: K, after: EntityTypes[K]): Put {
  return { entity, id: after.id, after } as Put;
}
