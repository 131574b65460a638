import type { Account, Grant, Project, Role } from '@suanpan/catalogue';
import { BUILT_IN_ROLES } from '../built-in-roles.ts';

/** Everything access depends on, as plain lists. */
export interface NaiveWorld {
  readonly accounts: readonly Account[];
  readonly projects: readonly Project[];
  readonly roles: readonly Role[];
  readonly grants: readonly Grant[];
}

/** Whether a grant is about a permission at a node: read off the rule, without any index. */
function speaks(world: NaiveWorld, grant: Grant, permission: string, nodeId: string, now: number): boolean {
  if (grant.expiresAt !== null && now >= grant.expiresAt) return false;
  const custom = world.roles.find(({ id, root }) => id === grant.role && (root === null || root === grant.root));
  const ofRole = BUILT_IN_ROLES.get(grant.role ?? '')?.permissions ?? custom?.permissions ?? [];
  if (![...ofRole, ...grant.permissions].includes(permission)) return false;
  if (grant.root === null && grant.node === null) return true;
  const project = world.projects.find(({ id }) => id === nodeId);
  const above = [nodeId];
  let at = project?.account ?? nodeId;
  for (;;) {
    above.push(at);
    const account = world.accounts.find(({ id }) => id === at);
    if (account === undefined) return false;
    if (account.parent === null) break;
    at = account.parent;
  }
  const root = above.at(-1);
  return (grant.root === null || grant.root === root) && above.includes(grant.node?.id ?? grant.root ?? '');
}

/** Whether a person may do something at an account or project: some allow speaks, and no deny does. */
export function naiveAllows(
  world: NaiveWorld,
  person: string,
  permission: string,
  nodeId: string,
  now: number,
): boolean {
  const speaking = world.grants.filter(
    (grant) => grant.principal.id === person && speaks(world, grant, permission, nodeId, now),
  );
  return speaking.length > 0 && speaking.every(({ effect }) => effect === 'allow');
}
