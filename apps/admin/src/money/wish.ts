import type { Wish } from '@suanpan/directives';
import type { CallContext } from '../frame/call.ts';

/** Who wants something of a root, and why. */
export function wishOf(
  call: Pick<CallContext, 'caller' | 'now'> & {
    readonly params: { readonly root: string };
    readonly body: { readonly reason: string };
  },
): Wish {
  const { caller, now, params, body } = call;
  return { root: params.root, actor: caller.label, reason: body.reason, now };
}
