import type { EntityKind, EntityTypes } from './revision.ts';

/** By what the entities of a kind are looked up together. A kind without an entry is looked up by id alone. */
const KEY_OF: { readonly [K in EntityKind]?: (entity: EntityTypes[K]) => string } = {
  account: (account) => account.parent ?? '',
  project: (project) => project.account,
  key: (key) => key.account,
  priceRow: (row) => row.provider,
  role: (role) => role.root ?? '',
  grant: (grant) => grantKey(grant.principal.kind, grant.principal.id),
  paymentMethod: (method) => method.root,
  plan: (plan) => plan.plan,
  assignment: (assignment) => assignment.account,
  seriesPoint: (point) => point.series,
  alias: (alias) => alias.provider,
  markup: (markup) => markup.account,
  fxRate: (rate) => rate.name,
  budgetRule: (rule) => rule.root,
  backfill: (backfill) => backfill.root,
};

/** The key under which the grants of a person or service account are found. */
export function grantKey(kind: 'person' | 'account', id: string): string {
  return `${kind} ${id}`;
}

/** The key of an entity in the index of its kind; `undefined` for a kind without one. */
export function indexKey<K extends EntityKind>(kind: K, entity: EntityTypes[K]): string | undefined {
  return KEY_OF[kind]?.(entity);
}

/** Entities of one key at one revision, as handed out last. */
interface Handed {
  readonly touched: number;
  readonly entities: readonly unknown[];
}

interface Members {
  /** Every id that ever had the key, in the order of first appearance. */
  readonly ids: Set<string>;
  /** Revisions that touched an entity of the key, ascending. */
  readonly touched: number[];
  /** The latest answers, so that a reader at one revision gets the same array again. */
  readonly handed: Handed[];
}

const HANDED_MAX = 4;
const NONE: readonly never[] = [];

/** Which entities of a kind stand under a key, as of any revision. */
export class EntityIndex {
  readonly #members = new Map<string, Members>();

  /** Notes that a revision touched an entity that has, or had, the key. */
  touch(key: string, id: string, revision: number): void {
    let members = this.#members.get(key);
    if (members === undefined) {
      members = { ids: new Set(), touched: [], handed: [] };
      this.#members.set(key, members);
    }
    members.ids.add(id);
    if (members.touched.at(-1) !== revision) members.touched.push(revision);
  }

  /**
   * The entities under a key as of a revision, in the order of first appearance. `at` answers one that stands under the
   * key then. The same array for revisions between which nothing under the key was touched.
   */
  find<T>(key: string, revision: number, at: (id: string) => T | undefined): readonly T[] {
    const members = this.#members.get(key);
    if (members === undefined) return NONE;
    const touched = members.touched.findLast((r) => r <= revision) ?? 0;
    const known = members.handed.find((handed) => handed.touched === touched);
    if (known !== undefined) return known.entities as readonly T[];
    const entities: T[] = [];
    for (const id of members.ids) {
      const entity = at(id);
      if (entity !== undefined) entities.push(entity);
    }
    if (members.handed.length >= HANDED_MAX) members.handed.shift();
    members.handed.push({ touched, entities });
    return entities;
  }
}
