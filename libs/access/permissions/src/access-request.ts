import type { ApiKey, CatalogueView } from '@suanpan/catalogue';
import type { Permission } from './permission.ts';

/** Where something is done: a node of a root's tree, or the platform above all roots. */
export type AccessNode = { readonly kind: 'platform' } | { readonly kind: 'account' | 'project'; readonly id: string };

/** Above all roots: public prices, people, new roots. */
export const PLATFORM: AccessNode = { kind: 'platform' };

/**
 * Who does it. A key is its account, narrowed by the key's scopes and binding; it must be the key as `authenticate`
 * answered it. `account` is the service account itself, as if by a key with every scope. `system` is the service's own
 * doing, such as the first administrator; it is never what a request says of itself.
 */
export type Actor =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'key'; readonly key: ApiKey }
  | { readonly kind: 'account'; readonly id: string }
  | { readonly kind: 'system' };

/** The question: may this actor do this here and now. */
export interface AccessRequest {
  /** A view never changes: what is remembered about a principal is remembered per view. */
  readonly view: CatalogueView;
  readonly actor: Actor;
  readonly permission: Permission;
  readonly node: AccessNode;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Why access was allowed or refused. Stable. */
export type AccessReason =
  /** A grant allows it here or above. */
  | 'granted'
  /** A machine calls at its own account or below. */
  | 'own_account'
  /** The service itself. */
  | 'system'
  /** A deny here or above; it beats every allow. */
  | 'denied'
  | 'not_granted'
  | 'node_unknown'
  | 'permission_unknown'
  | 'person_unknown'
  | 'person_suspended'
  | 'account_unknown'
  | 'account_closed'
  | 'key_revoked'
  | 'key_expired'
  /** The key is bound to another project. */
  | 'key_bound'
  /** None of the key's scopes covers the permission. */
  | 'scope_missing'
  /** No machine may do this. */
  | 'person_needed'
  /** It would hand on what the actor does not hold. */
  | 'beyond_own';

/** The answer, with its reason. The detail may be shown to whoever asked; it names nothing they did not name. */
export interface AccessDecision {
  readonly allowed: boolean;
  readonly reason: AccessReason;
  readonly detail: string;
  /** The grant that decided it. */
  readonly by?: string;
}
