import type { ApiKey, CatalogueView, Principal } from '@suanpan/catalogue';
import type { AccessReason, AccessRequest, Actor } from './access-request.ts';
import { isView, PERSON_ONLY, type Permission } from './permission.ts';

/** On whose grants an actor acts, or why it acts on none. */
export type ActorStanding =
  | { readonly principal: Principal /** The root a machine belongs to. */; readonly machineOf?: string }
  | { readonly refused: AccessReason; readonly detail: string };

/** Whose grants an actor's are, whether or not it may act; `undefined` for the system, which needs none. */
export function principalOf(actor: Actor): Principal | undefined {
  if (actor.kind === 'system') return undefined;
  if (actor.kind === 'key') return { kind: 'account', id: actor.key.account };
  return { kind: actor.kind, id: actor.id };
}

/** Decides whether the actor may act at all, before anybody's grants are looked at. */
export function standingOf({ view, actor, permission, node, now }: AccessRequest): ActorStanding {
  switch (actor.kind) {
    case 'person':
      return personStanding(view, actor.id);
    case 'account':
      return machineStanding(view, actor.id, permission);
    case 'key': {
      const narrowed = keyRefusal(actor.key, permission, node, now);
      return narrowed ?? machineStanding(view, actor.key.account, permission);
    }
    case 'system':
      return { refused: 'not_granted', detail: 'The system acts on no grants.' };
  }
}

function personStanding(view: CatalogueView, id: string): ActorStanding {
  const person = view.get('person', id);
  if (person === undefined) return { refused: 'person_unknown', detail: 'The person is not known.' };
  if (person.status !== 'active') return { refused: 'person_suspended', detail: 'The person is suspended.' };
  return { principal: { kind: 'person', id } };
}

function machineStanding(view: CatalogueView, id: string, permission: Permission): ActorStanding {
  if (PERSON_ONLY.has(permission)) {
    return { refused: 'person_needed', detail: `${permission} is for people; no API key may do it.` };
  }
  const account = view.account(id);
  if (account === undefined) return { refused: 'account_unknown', detail: 'The account of the key is not known.' };
  if (account.status === 'closed') return { refused: 'account_closed', detail: 'The account of the key is closed.' };
  return { principal: { kind: 'account', id }, machineOf: account.root };
}

function keyRefusal(
  key: ApiKey,
  permission: Permission,
  node: AccessRequest['node'],
  now: number,
): ActorStanding | undefined {
  if (key.status !== 'active') return { refused: 'key_revoked', detail: 'The API key has been revoked.' };
  if (key.expiresAt !== null && now >= key.expiresAt)
    return { refused: 'key_expired', detail: 'The API key has expired.' };
  if (key.project !== null && (node.kind !== 'project' || node.id !== key.project)) {
    return { refused: 'key_bound', detail: 'The API key is bound to a project and acts nowhere else.' };
  }
  if (!key.scopes.some((scope) => scopeCovers(scope, permission))) {
    return { refused: 'scope_missing', detail: `No scope of the API key covers ${permission}.` };
  }
  return undefined;
}

/**
 * What a scope lets a key do of what its account may: `ingest` calls, `read` sees, `admin` does everything but call. A
 * key that administers is not one to put on a machine that calls.
 */
export function scopeCovers(scope: ApiKey['scopes'][number], permission: Permission): boolean {
  if (scope === 'ingest') return permission === 'api.call';
  if (scope === 'read') return isView(permission);
  return permission !== 'api.call';
}
