import { type Permission, PLATFORM, rootsSeen } from '@suanpan/permissions';
import type { CallContext } from '../frame/call.ts';

/** Whether the caller sees what is everybody's: whoever has the permission anywhere at all does. */
export function seesPublic(
  call: Pick<CallContext, 'may' | 'view' | 'caller' | 'now'>,
  permission: Permission,
): boolean {
  if (call.may(permission, PLATFORM).allowed) return true;
  const { view, now, caller } = call;
  return rootsSeen({ view, actor: caller.actor, permission, now }).length > 0;
}
