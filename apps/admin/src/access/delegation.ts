import { type ApiKey, grantKey } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import {
  type AccessNode,
  decideDelegation,
  isPermission,
  PERSON_ONLY,
  permissionsOfGrant,
  scopeCovers,
} from '@suanpan/permissions';
import type { Demand } from '../frame/call.ts';
import { grantNode } from '../frame/target.ts';

type Asking = Parameters<Demand>[0];

/** Demands that the caller holds at a node all that is handed on there; `permission_denied` otherwise. */
export function demandDelegation(call: Asking, node: AccessNode, permissions: Iterable<string>): void {
  const named = [...permissions];
  call.demands.push((again) => demandDelegation(again, node, named));
  const { view, now, caller } = call;
  const decision = decideDelegation({ view, actor: caller.actor, node, now, permissions: named });
  if (!decision.allowed) throw new Fault('permission_denied', decision.detail);
}

/** Demands that the caller holds all that a key of these scopes could do by the grants of its account. */
export function demandForKey(call: Asking, account: string, scopes: ApiKey['scopes']): void {
  for (const grant of call.view.under('grant', grantKey('account', account))) {
    if (grant.effect !== 'allow' || (grant.expiresAt !== null && grant.expiresAt <= call.now)) continue;
    const permissions = [...permissionsOfGrant(call.view, grant)].filter(
      // What is for people alone no key can do, whoever issues it.
      (name) => isPermission(name) && !PERSON_ONLY.has(name) && scopes.some((scope) => scopeCovers(scope, name)),
    );
    demandDelegation(call, grantNode(grant), permissions);
  }
}
