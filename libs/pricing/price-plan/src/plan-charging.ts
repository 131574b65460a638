import type { Charging, Uncharged } from '@suanpan/charging';
import { chargeCall } from './charge-call.ts';
import { CounterMoves } from './counter-moves.ts';
import { countersOf } from './counters-of.ts';
import { uncharged } from './scene.ts';

const noCounter = (): undefined => undefined;
const UNSEEN = { seq: 0, posting: 'none' } as const;

const notYet = (): Uncharged => uncharged('plan_incomplete', 'only list prices are charged');

/** What rating asks of pricing, answered by plans and list prices. */
export const planCharging: Charging = {
  countersOf,
  // Counters as they stand before anything was used say most: what an allowance would take then has a price.
  hasPrice: (event, view) => chargeCall(event, view, new CounterMoves(noCounter), UNSEEN).charged,
  chargeCall: (event, view, counters, context) => chargeCall(event, view, new CounterMoves(counters), context),
  chargeResult: notYet,
  chargeAgain: notYet,
  voidCall: notYet,
  amendCall: notYet,
  chargeFee: notYet,
  grantCredit: notYet,
  closePeriod: notYet,
};
