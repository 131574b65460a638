import type { AccessDecision, AccessReason, AccessRequest } from './access-request.ts';
import { standingOf } from './actor-standing.ts';
import type { Anchored, Verdict } from './anchored.ts';
import { grantsOf } from './grants-of.ts';
import type { HeldGrants } from './held-grants.ts';
import { anchorOf, type NodePath, pathOf } from './node-path.ts';
import { isPermission, type Permission, VIEW_PERMISSIONS } from './permission.ts';

/**
 * Decides whether an actor may do something at a node, and why. Grants hold at their node and everything below it; those
 * of the platform hold everywhere. A deny that holds here or above beats every allow of the same side: those of a root end
 * only what the root itself allows, those of the platform end everything. What a root granted counts in that root alone, and machines act in another root only by grants of the platform. Pure: the same request gives the same
 * decision.
 */
export function decideAccess(request: AccessRequest): AccessDecision {
  const { view, actor, permission, node } = request;
  if (!isPermission(permission)) return refuse('permission_unknown', 'There is no such permission.');
  const path = pathOf(view, node);
  if (path === undefined) return refuse('node_unknown', 'There is no such account or project.');
  if (actor.kind === 'system') return { allowed: true, reason: 'system', detail: 'The service itself acts.' };
  const standing = standingOf(request);
  if ('refused' in standing) return refuse(standing.refused, standing.detail);
  const { principal, machineOf } = standing;
  const foreign = machineOf !== undefined && path.root !== machineOf;
  const decided = weigh(grantsOf(view, principal), path, foreign, request);
  if (decided !== undefined) return decided;
  if (permission === 'api.call' && principal.kind === 'account') {
    if (path.anchors.includes(anchorOf('account', principal.id))) {
      return { allowed: true, reason: 'own_account', detail: 'A machine calls at its own account and below.' };
    }
  }
  return refuse('not_granted', `Nothing here or above grants ${permission}.`);
}

/**
 * How a border answers a refusal: whoever may see nothing at all at the node is not told that it exists. `decision` is
 * the refusal of `request`.
 */
export function refusalCode(request: AccessRequest, decision: AccessDecision): 'permission_denied' | 'not_found' {
  if (decision.reason === 'node_unknown') return 'not_found';
  if (request.node.kind === 'platform') return 'permission_denied';
  const sees = VIEW_PERMISSIONS.some((permission) => decideAccess({ ...request, permission }).allowed);
  return sees ? 'permission_denied' : 'not_found';
}

/**
 * The platform speaks first, then the root: a root denies what it may itself allow, and nobody above it. So no tenant locks
 * out an operator of the platform, and the platform's denies hold everywhere.
 */
function weigh(
  held: HeldGrants,
  path: NodePath,
  foreign: boolean,
  { permission, now }: AccessRequest,
): AccessDecision | undefined {
  const ofPlatform = path.anchors.map((anchor) => held.of(null).get(anchor));
  const decided = decideAmong([...ofPlatform, held.everywhere()], permission, now);
  if (decided !== undefined || foreign || path.root === null) return decided;
  const ofRoot = held.of(path.root);
  return decideAmong(
    path.anchors.map((anchor) => ofRoot.get(anchor)),
    permission,
    now,
  );
}

/** What the grants of one side come to, nearest first: one deny ends it. */
function decideAmong(
  anchored: readonly (Anchored | undefined)[],
  permission: Permission,
  now: number,
): AccessDecision | undefined {
  let allow: string | undefined;
  for (const one of anchored) {
    const verdict: Verdict | undefined = one?.verdict(permission);
    if (verdict?.deny !== undefined && now < verdict.deny.until) return denied(permission, verdict.deny.grant);
    if (verdict?.allow !== undefined && now < verdict.allow.until) allow ??= verdict.allow.grant;
  }
  if (allow === undefined) return undefined;
  return { allowed: true, reason: 'granted', detail: `A grant here or above allows ${permission}.`, by: allow };
}

function denied(permission: string, by: string): AccessDecision {
  return { allowed: false, reason: 'denied', detail: `A grant here or above denies ${permission}.`, by };
}

function refuse(reason: AccessReason, detail: string): AccessDecision {
  return { allowed: false, reason, detail };
}
