import type { Charge, Entry, EntryLine, Leaf } from '@suanpan/facts';
import { decimalFromAtto, EXACT_ONE, exactOfAtto, minus, quantiseExact, storedAtto, times } from '@suanpan/money';
import { moveNumber } from './number-counters.ts';
import type { PlanScene } from './plan-scene.ts';
import { smaller } from './quantity.ts';
import { quotaState, useName } from './quota.ts';
import type { MoneyComponent } from './ready-component.ts';
import { selectsCall, selectsLeaf } from './usage-selector.ts';

/** What of a line's charge no component of money has covered yet. */
interface OpenLine {
  readonly leaf: Leaf | Charge;
  open: bigint;
}

/**
 * Lets the plan's allowances and commitments of money cover charges, in the order of the plan. Each takes what it selects and
 * what the ones before it left; a commitment with an overage ratio settles all the rest it selects.
 */
export function coverCharges(scene: PlanScene, charges: readonly Entry[]): readonly Entry[] {
  const components = scene.ready.components.filter((component) => component.kind === 'money');
  if (components.length === 0 || charges.length === 0) return [];
  const lines = charges.flatMap((entry) => entry.lines.map(openLine));
  return components.flatMap((component) =>
    selectsCall(component.selector, scene.names) ? cover(scene, component, lines) : [],
  );
}

function openLine({ leaf, amount }: EntryLine): OpenLine {
  return { leaf, open: storedAtto(amount) };
}

function cover(scene: PlanScene, component: MoneyComponent, lines: readonly OpenLine[]): readonly Entry[] {
  const { view, moves, assignment, service } = scene;
  const selected = lines.filter(({ leaf }) => selectsCharge(component, leaf));
  const charge = selected.reduce((sum, { open }) => sum + open, 0n);
  if (charge <= 0n) return [];
  const quota = { component, assignment, period: service };
  const covered = smaller(quotaState(view, moves, quota).left, charge);
  moveNumber(moves, useName(quota), exactOfAtto(covered));
  const entries: Entry[] = [];
  if (covered > 0n) entries.push(moneyEntry(scene, component.id, 'covered', -covered));
  const rest = charge - covered;
  if (component.overage !== undefined) {
    const atto = quantiseExact(times(exactOfAtto(rest), minus(component.overage, EXACT_ONE)));
    if (atto !== 0n) entries.push(moneyEntry(scene, `${component.id}#overage`, 'overage', atto));
  }
  settle(selected, component.overage === undefined ? covered : charge);
  return entries;
}

/** A line that is no usage, such as what volume tiers correct, is selected where no leaves are named. */
function selectsCharge({ selector }: MoneyComponent, leaf: Leaf | Charge): boolean {
  return selectsLeaf(selector, leaf as Leaf);
}

function settle(lines: readonly OpenLine[], atto: bigint): void {
  let rest = atto;
  for (const line of lines) {
    if (line.open <= 0n) continue;
    const part = smaller(line.open, rest);
    line.open -= part;
    rest -= part;
  }
}

function moneyEntry({ ready, assignment }: PlanScene, component: string, leaf: Charge, atto: bigint): Entry {
  const amount = decimalFromAtto(atto);
  const { id: plan, currency } = ready.plan;
  const lines = [{ leaf, quantity: 1, unitPrice: amount, amount, priceRow: '' }];
  return { currency, amount, lines, plan, assignment: assignment.id, component };
}
