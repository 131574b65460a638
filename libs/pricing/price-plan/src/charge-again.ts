import type { CatalogueView } from '@suanpan/catalogue';
import type { Charge, ChargeContext, Uncharged } from '@suanpan/charging';
import type { Entry } from '@suanpan/facts';
import { type Carried, entryOfCarried, isOf, negated, type Present, presentOf } from './carried.ts';
import { priceByList } from './charge-list.ts';
import {
  type ChargedTarget,
  type Charger,
  type Correction,
  chargerOf,
  correcting,
  correctionOf,
} from './correction.ts';
import type { CounterMoves } from './counter-moves.ts';
import { useCredits } from './credits.ts';
import { componentOf, creditOf, giveBackCredit, giveBackQuota } from './give-back.ts';
import { coverCharges } from './money-components.ts';
import { planSceneOf } from './plan-scene.ts';
import { microOf } from './quantity.ts';
import { repriceCharges } from './reprice-carried.ts';
import { charged, stamped, uncharged } from './scene.ts';
import { countSpend } from './spend.ts';
import { unreadable } from './void-call.ts';

/** What a target is charged, by what is to be done with it. */
interface Parts {
  readonly charges: readonly Carried[];
  readonly money: readonly Carried[];
  readonly credits: readonly Carried[];
}

/**
 * Charges a target at today's list prices, mark-up and conversion. Quantities, bands, ratios and multipliers stay as they
 * were; what covered and paid the charge is given back and applied anew. Only what changes is taken back and charged again.
 */
export function chargeAgain(
  target: ChargedTarget,
  view: CatalogueView,
  moves: CounterMoves,
  context: ChargeContext,
): Charge | Uncharged {
  const correction = correctionOf(target, view, moves, context);
  if (correction === undefined) return unreadable();
  const { carried, place } = correction;
  const present = presentOf(carried);
  const charger = chargerOf(view, place.root, present);
  if (present.plan !== undefined && charger === undefined)
    return uncharged('plan_incomplete', `plan ${present.plan} is not assigned`);
  const parts = partsOf(carried, present, charger);
  const priced =
    charger === undefined ? listAnew(correction, parts) : repriceCharges(correction, charger, parts.charges);
  if ('charged' in priced) return priced;
  const changed = differenceOf(parts.charges.map(entryOfCarried), priced);
  if (changed.before.length === 0 && changed.after.length === 0)
    return uncharged('nothing_left', 'the prices of today make no difference');
  const settled = settleAnew(correction, charger, parts, priced);
  const entries = [...negated(changed.before), ...changed.after, ...settled];
  if (charger !== undefined) spendOf(correction, charger, entries);
  return charged(correction, 'priced_again', correcting(correction, entries, target.event), undefined);
}

function partsOf(carried: readonly Carried[], present: Present, charger: Charger | undefined): Parts {
  const isCredit = ({ head }: Carried): boolean => creditOf(head) !== undefined;
  const isMoney = (one: Carried): boolean => componentOf(charger, one)?.kind === 'money';
  const charges = carried.filter((one) => !isCredit(one) && isOf(one, present));
  return {
    charges: charges.filter((one) => !isMoney(one)),
    money: charges.filter(isMoney),
    credits: carried.filter(isCredit),
  };
}

/** Without a plan the list of today says everything; where nothing was charged there is nothing to charge again. */
function listAnew(correction: Correction, { charges }: Parts): readonly Entry[] | Uncharged {
  if (charges.length === 0) return [];
  const priced = priceByList(correction.target.event, correction);
  return priced.charged ? stamped(correction, priced.entries) : priced;
}

/** What covers and pays, given back and applied to the charges of today; as entries of the difference. */
function settleAnew(
  correction: Correction,
  charger: Charger | undefined,
  { money, credits }: Parts,
  charges: readonly Entry[],
): readonly Entry[] {
  const { instant, service, target, context, place } = correction;
  if (context.posting === 'open') {
    for (const one of money) giveBack(correction, charger, one);
    for (const one of credits) giveBackCredit(correction, one);
  }
  const covered =
    charger === undefined || instant === undefined || service === undefined
      ? []
      : coverCharges(
          planSceneOf({ ...correction, instant, service }, target.event, charger.assignment, charger.ready),
          charges,
        );
  const paid = useCredits(correction, [...charges, ...covered], place.credits);
  const anew = stamped(correction, [...covered, ...paid]);
  const { before, after } = differenceOf([...money, ...credits].map(entryOfCarried), anew);
  return [...negated(before), ...after];
}

function giveBack(correction: Correction, charger: Charger | undefined, one: Carried): void {
  const component = componentOf(charger, one);
  if (charger !== undefined && component !== undefined) giveBackQuota(correction, charger, component, one);
}

function spendOf({ moves }: Correction, { ready, assignment }: Charger, entries: readonly Entry[]): void {
  const [first] = entries.filter(({ plan }) => plan !== undefined);
  if (first?.servicePeriod === undefined) return;
  const ofPlan = entries.filter(({ plan }) => plan !== undefined);
  countSpend(moves, ready, assignment, first.servicePeriod, ofPlan);
}

/** Entries that stand on one side only. A row that was written anew with the same price makes no difference. */
function differenceOf(
  before: readonly Entry[],
  after: readonly Entry[],
): { readonly before: readonly Entry[]; readonly after: readonly Entry[] } {
  const rest = [...after];
  const gone = before.filter((entry) => {
    const key = meaningOf(entry);
    const same = rest.findIndex((other) => meaningOf(other) === key);
    if (same >= 0) rest.splice(same, 1);
    return same < 0;
  });
  return { before: gone, after: rest };
}

function meaningOf({ currency, amount, component, factors, lines }: Entry): string {
  const ofLines = lines.map(({ leaf, quantity, unitPrice, amount: ofLine }) =>
    [leaf, microOf(quantity), unitPrice, ofLine].join(' '),
  );
  // Netting may have changed their order, and the zeros at the end of their seconds.
  ofLines.sort();
  return JSON.stringify([currency, amount, component, factors, ofLines]);
}
