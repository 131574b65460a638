import type { Charging, Uncharged } from '@suanpan/charging';
import { priceUsage } from '@suanpan/price-usage';
import { parseInstant } from '@suanpan/time';
import { chargeByList } from './charge-list.ts';
import { CounterMoves } from './counter-moves.ts';
import { countersOf } from './counters-of.ts';
import { placeOf } from './place.ts';
import { sceneOf, uncharged } from './scene.ts';

const notYet = (): Uncharged => uncharged('plan_incomplete', 'only list prices are charged');

/** What rating asks of pricing, answered by plans and list prices. */
export const planCharging: Charging = {
  countersOf,
  hasPrice: (event, view) => priceUsage(event, view).priced,
  chargeCall(event, view, counters, context) {
    const place = placeOf(view, event.root, event.account);
    const scene = sceneOf(view, place, parseInstant(event.time), new CounterMoves(counters), context);
    return chargeByList(event, scene);
  },
  chargeResult: notYet,
  chargeAgain: notYet,
  voidCall: notYet,
  amendCall: notYet,
  chargeFee: notYet,
  grantCredit: notYet,
  closePeriod: notYet,
};
