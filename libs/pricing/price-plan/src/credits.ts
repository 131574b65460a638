import { periodById } from '@suanpan/catalogue';
import type { Entry } from '@suanpan/facts';
import { attoFromDecimal, decimalFromAtto, storedAtto } from '@suanpan/money';
import { type CounterMoves, damagedCounter, readJson } from './counter-moves.ts';
import type { Place } from './place.ts';
import { closedMonth, type Scene } from './scene.ts';

/** A credit of which something is left. Times in epoch milliseconds, null without end; money as decimal text. */
export interface LiveCredit {
  readonly credit: string;
  readonly currency: string;
  readonly priority: number;
  readonly from: number | null;
  readonly expiresAt: number | null;
  /** Seq of the outcome that granted it. */
  readonly seq: number;
  readonly left: string;
}

/** What entries of credits begin their component with. */
export const CREDIT_PREFIX = 'credit:';

/** The order in which credits are used up: priority, then the earliest end, then the order of granting. */
export function compareCredits(a: LiveCredit, b: LiveCredit): number {
  const end = ({ expiresAt }: LiveCredit): number => expiresAt ?? Number.POSITIVE_INFINITY;
  if (a.priority !== b.priority) return a.priority - b.priority;
  if (end(a) !== end(b)) return end(a) < end(b) ? -1 : 1;
  return a.seq - b.seq;
}

/** The live credits of an account. */
export function readCredits(moves: CounterMoves, name: string): readonly LiveCredit[] {
  const list = readJson(moves, name);
  if (list === undefined) return [];
  if (!Array.isArray(list) || !list.every(isLiveCredit)) throw damagedCounter(name);
  return list;
}

/** Writes the live credits of an account in their order; those with nothing left are dropped. */
export function writeCredits(moves: CounterMoves, name: string, credits: readonly LiveCredit[]): void {
  const live = credits.filter(({ left }) => left !== '0').toSorted(compareCredits);
  moves.set(name, live.length === 0 ? null : JSON.stringify(live));
}

function isLiveCredit(value: unknown): value is LiveCredit {
  if (typeof value !== 'object' || value === null) return false;
  const { credit, currency, priority, from, expiresAt, seq, left } = value as Record<string, unknown>;
  const isTime = (time: unknown): boolean => time === null || typeof time === 'number';
  return (
    typeof credit === 'string' &&
    typeof currency === 'string' &&
    typeof priority === 'number' &&
    isTime(from) &&
    isTime(expiresAt) &&
    typeof seq === 'number' &&
    typeof left === 'string' &&
    (attoFromDecimal(left) ?? -1n) > 0n
  );
}

/** Pays what charges come to, currency by currency, out of the credits of the place that are good for the time. */
export function useCredits(scene: Scene, charges: readonly Entry[], names: readonly string[]): readonly Entry[] {
  const { moves, context, instant } = scene;
  if (context.posting === 'none' || charges.length === 0) return [];
  if (names.every((name) => moves.get(name) === undefined)) return [];
  const due = sumByCurrency(charges);
  const closed = closedEnd(scene.place, moves);
  const candidates = names
    .flatMap((name) => readCredits(moves, name).map((credit) => ({ name, credit })))
    .filter(({ credit }) => isGood(credit, instant) && !isForgotten(credit, closed))
    .sort((a, b) => compareCredits(a.credit, b.credit));
  const entries: Entry[] = [];
  for (const { name, credit } of candidates) {
    const owed = due.get(credit.currency) ?? 0n;
    if (owed <= 0n) continue;
    const left = storedAtto(credit.left);
    const used = left < owed ? left : owed;
    due.set(credit.currency, owed - used);
    moveCredit(moves, name, credit, -used);
    entries.push(creditEntry(credit, -used));
  }
  return entries;
}

/** Adds to what is left of a credit; one that was used up comes back. */
export function moveCredit(moves: CounterMoves, name: string, credit: LiveCredit, atto: bigint): void {
  const others = readCredits(moves, name).filter(({ seq }) => seq !== credit.seq);
  const present = readCredits(moves, name).find(({ seq }) => seq === credit.seq);
  const left = decimalFromAtto(storedAtto(present?.left ?? '0') + atto);
  writeCredits(moves, name, [...others, { ...credit, left }]);
}

function isGood({ from, expiresAt }: LiveCredit, instant: number | undefined): boolean {
  if (instant === undefined) return from === null && expiresAt === null;
  return (from === null || instant >= from) && (expiresAt === null || instant < expiresAt);
}

/** When the newest closed month ended; `undefined` while none is closed. */
export function closedEnd(place: Place, moves: CounterMoves): number | undefined {
  const closed = closedMonth(moves, place.closed);
  const { calendar } = place;
  return closed === undefined || calendar === undefined ? undefined : periodById(calendar, closed)?.to;
}

/** Credits that ended with a closed month, or before, pay nothing any more, be it for a late call. */
export function isForgotten({ expiresAt }: Pick<LiveCredit, 'expiresAt'>, closed: number | undefined): boolean {
  return expiresAt !== null && closed !== undefined && expiresAt <= closed;
}

function creditEntry({ credit, currency }: LiveCredit, atto: bigint): Entry {
  const amount = decimalFromAtto(atto);
  const line = { leaf: 'credit', quantity: 1, unitPrice: amount, amount, priceRow: '' } as const;
  return { currency, amount, lines: [line], component: `${CREDIT_PREFIX}${credit}` };
}

function sumByCurrency(entries: readonly Entry[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { currency, amount } of entries) sums.set(currency, (sums.get(currency) ?? 0n) + storedAtto(amount));
  return sums;
}

/** What a credit was granted as; it outlives the credit, so that what comes back finds its way. */
export interface GrantedCredit extends Omit<LiveCredit, 'left'> {
  readonly account: string;
}

export function readGranted(moves: CounterMoves, name: string): GrantedCredit | undefined {
  const value = readJson(moves, name);
  if (value === undefined) return undefined;
  if (!isLiveCredit({ ...(value as object), left: '1' }) || typeof (value as GrantedCredit).account !== 'string')
    throw damagedCounter(name);
  return value as GrantedCredit;
}
