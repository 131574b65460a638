import type { CatalogueView } from '@suanpan/catalogue';
import { type Charge, type ChargeContext, resultCounter, type Uncharged } from '@suanpan/charging';
import type { Entry, UsageEvent, VoidCall } from '@suanpan/facts';
import { eventIdentity } from '@suanpan/identity';
import { type Carried, componentId, negationOf, type Under } from './carried.ts';
import { draftsOf } from './component-line.ts';
import { type Charger, type Correction, chargerOf, correcting, correctionOf } from './correction.ts';
import type { CounterMoves } from './counter-moves.ts';
import { finishAll } from './finish-all.ts';
import { componentOf, creditOf, giveBackCredit, giveBackQuota } from './give-back.ts';
import { readyOf } from './ready-assignment.ts';
import { CHARGED, readResult } from './result-state.ts';
import { heldQuantities, reverseTiers } from './reverse-tiers.ts';
import { charged, uncharged } from './scene.ts';
import { countSpend } from './spend.ts';

/** Takes a charged call back, be it that it cost nothing. Whether it still stands as it is told is rating's to say. */
export function voidCall(
  { target }: Pick<VoidCall, 'target'>,
  view: CatalogueView,
  moves: CounterMoves,
  context: ChargeContext,
): Charge | Uncharged {
  const correction = correctionOf(target, view, moves, context);
  if (correction === undefined) return unreadable();
  return charged(correction, 'voided', reverseCall(correction), undefined);
}

export function unreadable(): Uncharged {
  return uncharged('target_unknown', 'what the target is charged cannot be read');
}

/**
 * The entries that take a call back, and the counters moved with them: stateless ones are negated as they are, quantities and
 * covered money go back to where they came from, tiers give way at the period's present margin, credits get back what
 * they paid. The call is no longer open for a result.
 */
export function reverseCall(correction: Correction): readonly Entry[] {
  const { carried, view, place, target } = correction;
  forgetResult(correction, target.event);
  const entries: Entry[] = [];
  for (const ofPlan of Map.groupBy(carried, ({ head }) => JSON.stringify([head.plan, head.assignment])).values()) {
    const under: Under = ofPlan[0]?.head ?? {};
    const { plan } = under;
    // History that is only informed about never moved a counter, so that it is negated as it is.
    const isCounted = plan !== undefined && correction.context.posting === 'open';
    const charger = isCounted ? chargerOf(view, place.root, under) : undefined;
    if (charger !== undefined) entries.push(...reversePlan(correction, charger, ofPlan));
    else entries.push(...(isCounted ? standing(view, plan, ofPlan) : ofPlan).map(negationOf));
    if (plan === undefined)
      for (const one of ofPlan) if (creditOf(one.head) !== undefined) giveBackCredit(correction, one);
  }
  return correcting(correction, entries, target.event);
}

function forgetResult({ moves, context }: Correction, { root, source, id }: UsageEvent): void {
  const name = resultCounter(root, eventIdentity(root, source, id));
  if (context.posting === 'open' && readResult(moves, name) !== CHARGED) moves.set(name, null);
}

/**
 * What is still charged under an assignment that is gone from the catalogue: what its tiers took back before, at another margin
 * than it was charged at, stays as it is.
 */
function standing(view: CatalogueView, plan: string, ofPlan: readonly Carried[]): readonly Carried[] {
  const components = readyOf(view, { plan })?.components ?? [];
  return [...Map.groupBy(ofPlan, ({ head }) => componentId(head))].flatMap(([id, carried]) => {
    const component = components.find((one) => one.id === id);
    return component?.kind === 'tiers' && heldQuantities(component, carried).length === 0 ? [] : carried;
  });
}

function reversePlan(correction: Correction, charger: Charger, ofPlan: readonly Carried[]): readonly Entry[] {
  const entries: Entry[] = [];
  for (const ofComponent of Map.groupBy(ofPlan, ({ head }) => componentId(head)).values()) {
    for (const ofPeriod of Map.groupBy(ofComponent, ({ head }) => head.servicePeriod).values())
      entries.push(...reverseComponent(correction, charger, ofPeriod));
  }
  for (const [period, ofPeriod] of Map.groupBy(entries, ({ servicePeriod }) => servicePeriod))
    if (period !== undefined) countSpend(correction.moves, charger.ready, charger.assignment, period, ofPeriod);
  return entries;
}

function reverseComponent(correction: Correction, charger: Charger, carried: readonly Carried[]): readonly Entry[] {
  const [first] = carried;
  if (first === undefined) return [];
  const component = componentOf(charger, first);
  const { servicePeriod } = first.head;
  if (component?.kind === 'tiers' && servicePeriod !== undefined) {
    const lines = reverseTiers(correction.moves, charger.assignment, component, servicePeriod, carried);
    const finished = lines === undefined ? undefined : finishAll(draftsOf(lines, charger));
    if (finished !== undefined) return finished.entries.map((entry) => ({ ...entry, servicePeriod }));
  } else if (component !== undefined) for (const one of carried) giveBackQuota(correction, charger, component, one);
  return carried.map(negationOf);
}
