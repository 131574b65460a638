import type { AccessDecision, AccessReason, AccessRequest } from './access-request.ts';
import { standingOf } from './actor-standing.ts';
import type { Anchored, Verdict } from './anchored.ts';
import { grantsOf } from './grants-of.ts';
import type { HeldGrants } from './held-grants.ts';
import { anchorOf, type NodePath, pathOf } from './node-path.ts';
import { isPermission, VIEW_PERMISSIONS } from './permission.ts';

/**
 * Decides whether an actor may do something at a node, and why. Grants hold at their node and everything below it; those
 * of the platform hold everywhere. A deny that holds here or above beats every allow. What a root granted counts in that
 * root alone, and machines act in another root only by grants of the platform. Pure: the same request gives the same
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

/** Every standing that may speak at a path, nearest first, is asked; one deny ends it. */
function weigh(
  held: HeldGrants,
  path: NodePath,
  foreign: boolean,
  { permission, now }: AccessRequest,
): AccessDecision | undefined {
  const ofPlatform = held.of(null).size === 0 ? undefined : held.of(null);
  const ofRoot = foreign || path.root === null ? undefined : held.of(path.root);
  let allow: string | undefined;
  const denies = (anchored: Anchored | undefined): string | undefined => {
    if (anchored === undefined) return undefined;
    const verdict: Verdict = anchored.verdict(permission);
    if (verdict.deny !== undefined && now < verdict.deny.until) return verdict.deny.grant;
    if (allow === undefined && verdict.allow !== undefined && now < verdict.allow.until) allow = verdict.allow.grant;
    return undefined;
  };
  for (const anchor of path.anchors) {
    const by = denies(ofRoot?.get(anchor)) ?? denies(ofPlatform?.get(anchor));
    if (by !== undefined) return denied(permission, by);
  }
  const by = denies(held.everywhere());
  if (by !== undefined) return denied(permission, by);
  if (allow === undefined) return undefined;
  return { allowed: true, reason: 'granted', detail: `A grant here or above allows ${permission}.`, by: allow };
}

function denied(permission: string, by: string): AccessDecision {
  return { allowed: false, reason: 'denied', detail: `A grant here or above denies ${permission}.`, by };
}

function refuse(reason: AccessReason, detail: string): AccessDecision {
  return { allowed: false, reason, detail };
}
