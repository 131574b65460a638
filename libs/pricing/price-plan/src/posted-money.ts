import type { Entry } from '@suanpan/facts';
import { attoFromDecimal, decimalFromAtto, storedAtto } from '@suanpan/money';
import { type CounterMoves, damagedCounter } from './counter-moves.ts';

/** Money of one currency in one month; `month` is `2026-11`, or `2026-11|<account>` for an account that is not the counter's. */
export interface PostedSum {
  readonly month: string;
  readonly currency: string;
  readonly atto: bigint;
  /** Month and currency as JSON, worked out once. */
  readonly quoted: readonly [month: string, currency: string];
}

const NONE: readonly PostedSum[] = [];

// A counter is read soon after it was written, most of the time. What its text says is remembered by its name, in bounds,
// and holds only for that very text.
const MEMO_MAX = 4_096;
const memo = new Map<string, { readonly text: string; readonly sums: readonly PostedSum[] }>();

/** What stands in a counter of posted money; sums of zero are not kept. */
export function readPosted(moves: CounterMoves, name: string): readonly PostedSum[] {
  const text = moves.get(name);
  if (text === undefined) return NONE;
  const known = memo.get(name);
  if (known?.text === text) return known.sums;
  const sums = parsePosted(text);
  if (sums === undefined) throw damagedCounter(name);
  remember(name, text, sums);
  return sums;
}

/** Adds the money of entries to a month of a counter. */
export function postEntries(moves: CounterMoves, name: string, month: string, entries: readonly Entry[]): void {
  let sums = readPosted(moves, name);
  for (const { currency, amount } of entries) {
    const atto = storedAtto(amount);
    if (atto !== 0n) sums = withSum(sums, month, currency, atto);
  }
  writePosted(moves, name, sums);
}

/** Writes sums in the order of months and currencies; none at all forgets the counter. */
export function writePosted(moves: CounterMoves, name: string, sums: readonly PostedSum[]): void {
  if (sums.length === 0) {
    moves.set(name, null);
    return;
  }
  const text = postedText(sums);
  remember(name, text, sums);
  moves.set(name, text);
}

function remember(name: string, text: string, sums: readonly PostedSum[]): void {
  if (memo.size >= MEMO_MAX) memo.clear();
  memo.set(name, { text, sums });
}

function withSum(sums: readonly PostedSum[], month: string, currency: string, atto: bigint): PostedSum[] {
  const next: PostedSum[] = [];
  let isAdded = false;
  for (const sum of sums) {
    const order = compare(sum.month, month) || compare(sum.currency, currency);
    if (order >= 0 && !isAdded) {
      isAdded = true;
      const total = order === 0 ? sum.atto + atto : atto;
      if (total !== 0n) next.push(sumOf(month, currency, total, order === 0 ? sum.quoted : undefined));
      if (order === 0) continue;
    }
    next.push(sum);
  }
  if (!isAdded) next.push(sumOf(month, currency, atto));
  return next;
}

function sumOf(month: string, currency: string, atto: bigint, quoted?: PostedSum['quoted']): PostedSum {
  return { month, currency, atto, quoted: quoted ?? [JSON.stringify(month), JSON.stringify(currency)] };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The text `JSON.stringify` would write, without building the object. */
function postedText(sums: readonly PostedSum[]): string {
  let text = '';
  let open: string | undefined;
  for (const { month, atto, quoted } of sums) {
    text += month === open ? ',' : `${open === undefined ? '{' : '},'}${quoted[0]}:{`;
    text += `${quoted[1]}:"${decimalFromAtto(atto)}"`;
    open = month;
  }
  return `${text}}}`;
}

function parsePosted(text: string): PostedSum[] | undefined {
  let months: unknown;
  try {
    months = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof months !== 'object' || months === null) return undefined;
  const sums: PostedSum[] = [];
  for (const [month, currencies] of Object.entries(months)) {
    if (typeof currencies !== 'object' || currencies === null) return undefined;
    for (const [currency, amount] of Object.entries(currencies)) {
      const atto = typeof amount === 'string' ? attoFromDecimal(amount) : undefined;
      if (atto === undefined) return undefined;
      sums.push(sumOf(month, currency, atto));
    }
  }
  return sums;
}
