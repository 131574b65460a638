import type { EntityTypes } from '@suanpan/catalogue';
import { type Permission, PLATFORM, rootsSeen } from '@suanpan/permissions';
import type { CallContext } from '../frame/call.ts';
import { existing } from '../frame/existing.ts';

type Seeing = Pick<CallContext, 'may' | 'view' | 'caller' | 'now'>;

/** Whether the caller sees what is everybody's: whoever has the permission anywhere at all does. */
export function seesPublic(call: Seeing, permission: Permission): boolean {
  if (call.may(permission, PLATFORM).allowed) return true;
  const { view, now, caller } = call;
  return rootsSeen({ view, actor: caller.actor, permission, now }).length > 0;
}

/** Something of the price book that is always everybody's; `entity_unknown` for whoever sees no prices anywhere. */
export function existingPublic<K extends 'alias' | 'fxRate' | 'seriesPoint'>(
  call: Seeing,
  kind: K,
  id: string,
): EntityTypes[K] {
  return existing(seesPublic(call, 'price.view') ? call.view.get(kind, id) : undefined, kind, id);
}
