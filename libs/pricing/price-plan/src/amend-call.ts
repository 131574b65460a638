import type { CatalogueView } from '@suanpan/catalogue';
import type { Charge, ChargeContext, Uncharged } from '@suanpan/charging';
import type { AmendCall } from '@suanpan/facts';
import { chargeCall } from './charge-call.ts';
import { correctionOf } from './correction.ts';
import { CounterMoves } from './counter-moves.ts';
import { charged } from './scene.ts';
import { reverseCall, unreadable } from './void-call.ts';

/** Takes a charged call back and charges what it should have been, in one decision: both or neither. */
export function amendCall(
  { target, event }: AmendCall,
  view: CatalogueView,
  moves: CounterMoves,
  context: ChargeContext,
): Charge | Uncharged {
  const correction = correctionOf(target, view, moves, context);
  if (correction === undefined) return unreadable();
  const reversed = reverseCall(correction);
  const back = charged(correction, 'amended', reversed, undefined);
  // The new call is charged on the counters as taking back leaves them, and moves the same ones on.
  const anew = chargeCall(event, view, moves, { ...context, posting: correction.context.posting });
  if (!anew.charged) return anew;
  const entries = anew.entries.map((entry) => ({ ...entry, corrects: target.seq, event }));
  return {
    ...anew,
    reason: 'amended',
    entries: [...back.entries, ...entries],
    counters: correction.context.posting === 'none' ? [] : moves.changes(),
  };
}
