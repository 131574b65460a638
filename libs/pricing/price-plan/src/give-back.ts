import type { Entry } from '@suanpan/facts';
import { exactOfAtto } from '@suanpan/money';
import { type Carried, componentId } from './carried.ts';
import type { Charger, Correction } from './correction.ts';
import { creditCounter, creditsCounter, useCounter } from './counter-names.ts';
import { CREDIT_PREFIX, closedEnd, isForgotten, moveCredit, readGranted } from './credits.ts';
import { moveMicro, moveNumber, readMicro } from './number-counters.ts';
import { smaller } from './quantity.ts';
import type { ReadyComponent } from './ready-component.ts';
import { moveThroughput } from './throughput.ts';

/** The name of the credit an entry used; `undefined` for any other entry. */
export function creditOf({ component }: Pick<Entry, 'component'>): string | undefined {
  return component?.startsWith(CREDIT_PREFIX) === true ? component.slice(CREDIT_PREFIX.length) : undefined;
}

/** The component of a plan that carried entries are of. */
export function componentOf(charger: Charger | undefined, { head }: Carried): ReadyComponent | undefined {
  const id = componentId(head);
  return charger?.ready.components.find((component) => component.id === id);
}

/** Gives what a credit paid back to it, unless a close has forgotten it because it had ended. */
export function giveBackCredit({ moves, place }: Correction, { head, lines }: Carried): void {
  const credit = creditOf(head);
  const granted = credit === undefined ? undefined : readGranted(moves, creditCounter(place.root, credit));
  if (granted === undefined || isForgotten(granted, closedEnd(place, moves))) return;
  const used = lines.reduce((sum, { atto }) => sum - atto, 0n);
  // A payment is below zero. Whatever else stands there never left a credit, and must not overdraw one.
  if (used <= 0n) return;
  const { account, ...live } = granted;
  // An account that is no longer above the call's is out of reach: its counters were not named.
  if (!place.chain.includes(account)) return;
  moveCredit(moves, creditsCounter(place.root, account), { ...live, left: '0' }, used);
}

/** Gives what an allowance or commitment took, or covered, back to it. */
export function giveBackQuota(
  { moves, instant }: Correction,
  { assignment }: Charger,
  component: ReadyComponent,
  { head, lines }: Carried,
): void {
  const micro = lines.reduce((sum, line) => sum + line.micro, 0n);
  if (component.kind === 'throughput') {
    if (instant !== undefined) moveThroughput(moves, assignment, component.id, instant, -micro);
    return;
  }
  if (head.servicePeriod === undefined) return;
  const name = useCounter(assignment.root, assignment.id, component.id, head.servicePeriod);
  // An assignment that was moved since may have counted less than is given back.
  if (component.kind === 'quantity') moveMicro(moves, name, -smaller(micro, readMicro(moves, name)));
  if (component.kind !== 'money') return;
  const covered = lines.reduce((sum, line) => (line.leaf === 'covered' ? sum - line.atto : sum), 0n);
  moveNumber(moves, name, exactOfAtto(-covered));
}
