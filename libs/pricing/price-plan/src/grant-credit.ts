import type { Charge, ChargeContext, Uncharged } from '@suanpan/charging';
import type { Credit } from '@suanpan/facts';
import { attoFromDecimal, decimalFromAtto } from '@suanpan/money';
import type { CounterMoves } from './counter-moves.ts';
import { creditCounter, creditsCounter } from './counter-names.ts';
import { moveCredit } from './credits.ts';
import { uncharged } from './scene.ts';

/** Grants prepaid money to an account. A name is granted once in a root, whatever became of it. */
export function grantCredit(directive: Credit, moves: CounterMoves, context: ChargeContext): Charge | Uncharged {
  const { root, account, credit, currency, amount, priority, from, expiresAt } = directive;
  const name = creditCounter(root, credit);
  if (moves.get(name) !== undefined) return uncharged('credit_exists', credit);
  const atto = attoFromDecimal(amount);
  if (atto === undefined || atto <= 0n) return uncharged('nothing_left', `${amount} is no amount above 0`);
  const live = { credit, currency, priority, from, expiresAt, seq: context.seq };
  moves.set(name, JSON.stringify({ ...live, account }));
  moveCredit(moves, creditsCounter(root, account), { ...live, left: '0' }, atto);
  const detail = `${decimalFromAtto(atto)} ${currency}`;
  return { charged: true, reason: 'credit_granted', detail, entries: [], counters: moves.changes() };
}
