import {
  type Account,
  type ApiKey,
  Catalogue,
  type CatalogueView,
  type Change,
  type EntityKind,
  type EntityTypes,
  type Grant,
  sealRevision,
} from '@suanpan/catalogue';

/** The instant every request of the specs is made at unless it says otherwise. */
export const NOW = 1_790_000_000_000;

/** A catalogue that is written one entity a revision, as the topic would tell it. */
export class AccessWorld {
  readonly #catalogue = new Catalogue();

  put<K extends EntityKind>(entity: K, value: EntityTypes[K]): this {
    return this.#apply({
      entity,
      id: value.id,
      before: this.view().get(entity, value.id) ?? null,
      after: value,
    } as Change);
  }

  end<K extends EntityKind>(entity: K, id: string): this {
    return this.#apply({ entity, id, before: this.view().get(entity, id) ?? null, after: null } as Change);
  }

  view(): CatalogueView {
    return this.#catalogue.asOf(this.#catalogue.revision);
  }

  asOf(revision: number): CatalogueView {
    return this.#catalogue.asOf(revision);
  }

  #apply(change: Change): this {
    const revision = {
      v: 1 as const,
      revision: this.#catalogue.revision + 1,
      prev: this.#catalogue.hash,
      at: NOW,
      actor: 'spec',
      reason: 'spec',
      changes: [change],
    };
    this.#catalogue.apply({ revision, hash: sealRevision(revision).hash });
    return this;
  }
}

export function account(id: string, parent: string | null, root: string, changes: Partial<Account> = {}): Account {
  return { id, root, parent, kind: parent === null ? 'root' : 'department', name: id, ...changes };
}

/** A key of an account of root `r1`. */
export function keyOf(account: string, scopes: ApiKey['scopes'], changes: Partial<ApiKey> = {}): ApiKey {
  return {
    id: `key-${account}`,
    root: 'r1',
    account,
    project: null,
    hash: `hash-${account}`,
    display: 'spn_live_abcd',
    scopes,
    status: 'active',
    expiresAt: null,
    ...changes,
  };
}

/** A grant that allows person `ann` nothing at root `r1` for ever, changed as told. */
export function grant(id: string, changes: Partial<Grant> = {}): Grant {
  return {
    id,
    root: 'r1',
    node: { kind: 'account', id: 'r1' },
    principal: { kind: 'person', id: 'ann' },
    effect: 'allow',
    role: null,
    permissions: [],
    expiresAt: null,
    ...changes,
  };
}

/**
 * Two roots. `r1` has the department `eng` with the team `ml`, the service account `bot` beside it and the projects
 * `chat` (of `eng`), `train` (of `ml`) and `own` (of `bot`); `r2` has the project `other`. `ann` and `bob` are people.
 */
export function twoRoots(): AccessWorld {
  const world = new AccessWorld();
  for (const id of ['ann', 'bob']) world.put('person', { id, name: id, status: 'active' });
  for (const id of ['r1', 'r2']) world.put('account', account(id, null, id));
  world.put('account', account('eng', 'r1', 'r1'));
  world.put('account', account('ml', 'eng', 'r1'));
  world.put('account', account('bot', 'eng', 'r1', { kind: 'service' }));
  world.put('project', { id: 'chat', root: 'r1', account: 'eng', name: 'chat' });
  world.put('project', { id: 'train', root: 'r1', account: 'ml', name: 'train' });
  world.put('project', { id: 'own', root: 'r1', account: 'bot', name: 'own' });
  world.put('project', { id: 'other', root: 'r2', account: 'r2', name: 'other' });
  return world;
}
