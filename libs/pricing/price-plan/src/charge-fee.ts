import { type CatalogueView, periodById } from '@suanpan/catalogue';
import type { Charge, ChargeContext, Uncharged } from '@suanpan/charging';
import type { Entry, Fee } from '@suanpan/facts';
import { attoFromDecimal, decimalFromAtto, exactOfAtto, quantiseExact } from '@suanpan/money';
import type { CounterMoves } from './counter-moves.ts';
import { feeCounter } from './counter-names.ts';
import { moveNumber, readNumber } from './number-counters.ts';
import { placeOf } from './place.ts';
import { readyPlan } from './ready-plan.ts';
import { charged, postingPeriodOf, uncharged } from './scene.ts';
import { countSpend } from './spend.ts';

/**
 * Charges a fee, a credit for a broken promise or a correction by hand. What follows from a component of an assignment says what is
 * due in all, and the difference to what was charged before is charged. Credits of an account never pay these.
 */
export function chargeFee(
  fee: Fee,
  view: CatalogueView,
  moves: CounterMoves,
  context: ChargeContext,
): Charge | Uncharged {
  const place = placeOf(view, fee.root, fee.account);
  const told = attoFromDecimal(fee.amount);
  if (told === undefined) return uncharged('nothing_left', `${fee.amount} is no amount`);
  const { calendar } = place;
  if (calendar !== undefined && periodById(calendar, fee.period) === undefined)
    return uncharged('period_unknown', fee.period);
  const name = counterOf(fee);
  const due = name === undefined ? told : told - quantiseExact(readNumber(moves, name));
  if (due === 0n) return uncharged('nothing_left', 'all that is due has been charged');
  if (name !== undefined) moveNumber(moves, name, exactOfAtto(due));
  const posting =
    calendar === undefined || context.posting === 'none' ? undefined : postingPeriodOf(moves, place.closed, fee.period);
  const entry = feeEntry(fee, due, calendar === undefined ? {} : { servicePeriod: fee.period }, posting);
  countTowardsMinimum(fee, view, moves, entry);
  return charged({ place, moves, context }, 'fee_charged', [entry], fee.detail);
}

/** The counter of what has been charged; none for what was told by hand. */
function counterOf({ root, assignment, component, period, charge, currency }: Fee): string | undefined {
  if (assignment === undefined || component === undefined) return undefined;
  return feeCounter(root, assignment, component, period, charge, currency);
}

function feeEntry(fee: Fee, atto: bigint, period: Pick<Entry, 'servicePeriod'>, posting: string | undefined): Entry {
  const { currency, charge, plan, assignment, component, account, project } = fee;
  const amount = decimalFromAtto(atto);
  return {
    currency,
    amount,
    lines: [{ leaf: charge, quantity: 1, unitPrice: amount, amount, priceRow: '' }],
    ...(plan === undefined ? {} : { plan }),
    ...(assignment === undefined ? {} : { assignment }),
    component: component ?? charge,
    ...period,
    ...(posting === undefined ? {} : { postingPeriod: posting }),
    account,
    ...(project === undefined ? {} : { project }),
  };
}

/** A credit for a broken promise leaves the minimum as it is met: a true-up must not take it back. */
function countTowardsMinimum(fee: Fee, view: CatalogueView, moves: CounterMoves, entry: Entry): void {
  if (fee.charge === 'sla_credit') return;
  const assignment = fee.assignment === undefined ? undefined : view.get('assignment', fee.assignment);
  const plan = assignment === undefined ? undefined : view.get('plan', fee.plan ?? assignment.plan);
  if (assignment === undefined || plan === undefined || plan.currency !== fee.currency) return;
  const ready = readyPlan(plan);
  if (ready.flaw === undefined) countSpend(moves, ready, assignment, fee.period, [entry]);
}
