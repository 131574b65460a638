import type { CatalogueView } from '@suanpan/catalogue';
import { Fault, isFault } from '@suanpan/fault';
import { type AccessDecision, type AccessNode, decideAccess, type Permission, refusalCode } from '@suanpan/permissions';
import type { Caller, Demand } from './call.ts';
import { placeOf, type Target, unknownDetail } from './target.ts';

type Asking = Parameters<Demand>[0];

/**
 * Demands that the caller may do something to a target. Whoever may not know a node gets the same answer as for one that
 * does not exist, so that ids of other tenants cannot be guessed: `entity_unknown`. Whoever sees it and may not do this
 * there is told so: `permission_denied`.
 */
export function demand(call: Asking, permission: Permission, target: Target): void {
  call.demands.push((again) => demand(again, permission, target));
  const place = placeOf(target, call.view);
  if (place === undefined) throw new Fault('entity_unknown', unknownDetail(target));
  const decisions = place.nodes.map((node) => ({ node, decision: call.may(permission, node) }));
  const refused = decisions.filter(({ decision }) => !decision.allowed);
  const [first] = refused;
  if (first === undefined || (place.need === 'one' && refused.length < decisions.length)) return;
  // Of what lies in several places, the platform is no secret; whether the thing is there may be.
  const hidden = refused.filter(({ node }) => target.kind === 'platform' || node.kind !== 'platform');
  const known = hidden.some(({ node, decision }) => !isHidden(call, permission, node, decision));
  if (!known) throw new Fault('entity_unknown', unknownDetail(target));
  throw new Fault('permission_denied', first.decision.detail);
}

function isHidden(call: Asking, permission: Permission, node: AccessNode, decision: AccessDecision): boolean {
  const { view, now, caller } = call;
  return refusalCode({ view, actor: caller.actor, permission, node, now }, decision) === 'not_found';
}

/** Somebody asking at one state of the catalogue. */
export function askingOf(caller: Caller, view: CatalogueView, now: number): Asking {
  const may = (permission: Permission, node: AccessNode) =>
    decideAccess({ view, actor: caller.actor, permission, node, now });
  return { caller, view, now, may, demands: [] };
}

/**
 * Demands all again at the state that is about to be changed: a permission that was taken back, or a key that was revoked,
 * after the request was let in must not be in time to write. Answers the fault.
 */
export function refusedNow(call: Asking, view: CatalogueView): Fault | undefined {
  if (view.revision === call.view.revision) return undefined;
  const { actor } = call.caller;
  const key = actor.kind === 'key' ? view.get('key', actor.key.id) : undefined;
  const caller: Caller = key === undefined ? call.caller : { ...call.caller, actor: { kind: 'key', key } };
  try {
    for (const each of [...call.demands]) each(askingOf(caller, view, call.now));
    return undefined;
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
}
