import type { AccessDecision, AccessRequest } from './access-request.ts';
import { decideAccess } from './decide-access.ts';
import { isPermission } from './permission.ts';

/**
 * Decides whether an actor may hand on permissions at a node: all of them must be its own there. It is asked for before
 * an allow is granted, a deny is taken back, a custom role is given more, and a key is issued for an account that holds
 * grants. That the actor may grant at all (`grant.manage`, `role.manage`, `key.manage`) is asked for apart.
 */
export function decideDelegation(
  request: Omit<AccessRequest, 'permission'> & { readonly permissions: Iterable<string> },
): AccessDecision {
  const { permissions, ...where } = request;
  for (const permission of permissions) {
    if (!isPermission(permission)) {
      return { allowed: false, reason: 'permission_unknown', detail: `There is no permission ${permission}.` };
    }
    const own = decideAccess({ ...where, permission });
    if (own.allowed) continue;
    if (own.reason === 'node_unknown') return own;
    return { allowed: false, reason: 'beyond_own', detail: `Only who holds ${permission} here may hand it on.` };
  }
  return { allowed: true, reason: 'granted', detail: 'The actor holds all of it here.' };
}
