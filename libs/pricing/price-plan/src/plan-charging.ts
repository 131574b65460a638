import type { Charging } from '@suanpan/charging';
import { amendCall } from './amend-call.ts';
import { chargeAgain } from './charge-again.ts';
import { chargeCall } from './charge-call.ts';
import { chargeFee } from './charge-fee.ts';
import { chargeResult } from './charge-result.ts';
import { closePeriod } from './close-period.ts';
import { CounterMoves } from './counter-moves.ts';
import { countersOf } from './counters-of.ts';
import { grantCredit } from './grant-credit.ts';
import { voidCall } from './void-call.ts';

const noCounter = (): undefined => undefined;
const UNSEEN = { seq: 0, posting: 'none' } as const;

/** What rating asks of pricing, answered by plans and list prices. The rules are in the README. */
export const planCharging: Charging = {
  countersOf,
  // Counters as they stand before anything was used say most: what an allowance would take then has a price.
  hasPrice: (event, view) => chargeCall(event, view, new CounterMoves(noCounter), UNSEEN).charged,
  chargeCall: (event, view, counters, context) => chargeCall(event, view, new CounterMoves(counters), context),
  chargeResult: (result, view, counters, context) => chargeResult(result, view, new CounterMoves(counters), context),
  chargeAgain: (target, view, counters, context) => chargeAgain(target, view, new CounterMoves(counters), context),
  voidCall: (directive, view, counters, context) => voidCall(directive, view, new CounterMoves(counters), context),
  amendCall: (directive, view, counters, context) => amendCall(directive, view, new CounterMoves(counters), context),
  chargeFee: (directive, view, counters, context) => chargeFee(directive, view, new CounterMoves(counters), context),
  grantCredit: (directive, _view, counters, context) => grantCredit(directive, new CounterMoves(counters), context),
  closePeriod: (directive, view, counters) => closePeriod(directive, view, new CounterMoves(counters)),
};
