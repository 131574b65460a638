import type { CatalogueView } from '@suanpan/catalogue';
import { type Charge, type ChargeContext, resultCounter, type Uncharged } from '@suanpan/charging';
import type { Entry, ResultEvent } from '@suanpan/facts';
import { eventIdentity } from '@suanpan/identity';
import { compareExact, decimalFromAtto, exactOf, quantiseExact } from '@suanpan/money';
import { parseInstant } from '@suanpan/time';
import type { CounterMoves } from './counter-moves.ts';
import { resultsCounter } from './counter-names.ts';
import { useCredits } from './credits.ts';
import { placeOf } from './place.ts';
import { smaller } from './quantity.ts';
import { readyOf } from './ready-assignment.ts';
import type { ResultComponent } from './ready-component.ts';
import type { ReadyPlan } from './ready-plan.ts';
import { CHARGED, type OpenResult, readResult } from './result-state.ts';
import { addResult, readResultSums, resultKey } from './result-sums.ts';
import { charged, type Scene, sceneOf, stamped, uncharged } from './scene.ts';

/** Charges an accepted result of a call that is open for one, up to the cap of the period the result falls in. */
export function chargeResult(
  result: ResultEvent,
  view: CatalogueView,
  moves: CounterMoves,
  context: ChargeContext,
): Charge | Uncharged {
  const { root, account, time } = result;
  const name = resultCounter(root, eventIdentity(root, result.result.source, result.result.id));
  const open = readResult(moves, name);
  if (open === undefined) return uncharged('result_without_plan', 'the call is not open for a result');
  if (open === CHARGED) return uncharged('result_repeated', result.result.id);
  const ready = readyOf(view, open);
  const component = ready?.components.find(({ id }) => id === open.component);
  if (ready === undefined || component?.kind !== 'result')
    return uncharged('result_without_plan', `${open.plan} has no component ${open.component}`);
  const scene = sceneOf(view, placeOf(view, root, account), parseInstant(time), moves, context);
  const { service } = scene;
  if (service === undefined) return uncharged('period_unknown', time);
  const refused = refusal(result, component);
  if (refused !== undefined) return uncharged('result_not_accepted', refused);
  const sums = resultsCounter(root, service.id);
  const due = dueWithinCap(moves, sums, open.assignment, component);
  if (due === undefined) return uncharged('result_capped', component.id);
  moves.set(name, CHARGED);
  const isCounted = component.cap !== undefined || ready.minimum !== undefined;
  if (isCounted) addResult(moves, sums, resultKey(open.assignment, open.component), due);
  return chargeOpen(scene, open, ready, due);
}

function refusal({ result }: ResultEvent, { scoreMin }: ResultComponent): string | undefined {
  if (!result.accepted) return 'it was not accepted';
  if (scoreMin === undefined) return undefined;
  const score = result.score === undefined ? undefined : exactOf(result.score);
  if (score === undefined) return 'it has no score';
  return compareExact(score, scoreMin) < 0 ? `the score ${result.score} is too low` : undefined;
}

/** The price, or what the cap of the period still has room for; `undefined` where that is nothing. */
function dueWithinCap(
  moves: CounterMoves,
  name: string,
  assignment: string,
  { id, unitPrice, cap }: ResultComponent,
): bigint | undefined {
  const price = quantiseExact(unitPrice);
  if (cap === undefined) return price;
  const used = readResultSums(moves, name).get(resultKey(assignment, id)) ?? 0n;
  const room = quantiseExact(cap) - used;
  return room <= 0n ? undefined : smaller(price, room);
}

/**
 * The entry belongs to the call's account and project. Credits pay it where they stand above the call's account and above the
 * one that reported the result: nobody's credit pays for another branch of the tree.
 */
function chargeOpen(
  scene: Scene,
  { plan, assignment, component, account, project }: OpenResult,
  ready: ReadyPlan,
  atto: bigint,
): Charge {
  const { view, place } = scene;
  const amount = decimalFromAtto(atto);
  const line = { leaf: 'result', quantity: 1, unitPrice: amount, amount, priceRow: '' } as const;
  const { currency } = ready.plan;
  const entry: Entry = { currency, amount, lines: [line], plan, assignment, component, account, project };
  const both = new Set(placeOf(view, place.root, account).credits);
  const shared = place.credits.filter((name) => both.has(name));
  const credits = useCredits(scene, [entry], shared).map((credit) => ({ ...credit, account, project }));
  return charged(scene, 'result_accepted', stamped(scene, [entry, ...credits]), undefined);
}
