import { type Calendar, type CatalogueView, periodAt } from '@suanpan/catalogue';
import type { Charge, Uncharged } from '@suanpan/charging';
import { CHARGES, type Entry, type EntryLine, type UsageEvent } from '@suanpan/facts';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { planCharging } from '@suanpan/price-plan';

/** One call with how often it is made. */
export interface RepeatedCall {
  readonly event: UsageEvent;
  readonly times: number;
}

/** What became of the calls of one kind, their entries summed. */
export interface CallCharges {
  readonly charged: number;
  readonly uncharged: readonly { readonly reason: string; readonly detail: string | null; readonly calls: number }[];
  readonly entries: readonly Entry[];
}

/** Charges calls one after the other on counters of its own, by the real charging. */
export class ChargingDesk {
  readonly #counters = new Map<string, string>();
  #seq = 0;

  charge(event: UsageEvent, view: CatalogueView): Charge | Uncharged {
    this.#seq += 1;
    const decision = planCharging.chargeCall(event, view, (name) => this.#counters.get(name), {
      ...{ seq: this.#seq, posting: 'open' },
    });
    for (const [name, value] of decision.charged ? decision.counters : []) {
      if (value === null) this.#counters.delete(name);
      else this.#counters.set(name, value);
    }
    return decision;
  }

  /** The same call so many times, with what came of it in all. */
  chargeAll({ event, times }: RepeatedCall, view: CatalogueView): CallCharges {
    const entries: Entry[] = [];
    const refused = new Map<string, { reason: string; detail: string | null; calls: number }>();
    for (let made = 0; made < times; made += 1) {
      const decision = this.charge({ ...event, id: `${event.id}-${made}` }, view);
      if (decision.charged) entries.push(...decision.entries);
      else {
        const { reason, detail = null } = decision;
        const known = refused.get(`${reason} ${detail}`);
        if (known === undefined) refused.set(`${reason} ${detail}`, { reason, detail, calls: 1 });
        else known.calls += 1;
      }
    }
    const uncharged = [...refused.values()];
    const charged = times - uncharged.reduce((sum, { calls }) => sum + calls, 0);
    return { charged, uncharged, entries: summed(entries) };
  }
}

/** Entries of one currency, component and factors as one, and within it lines of one leaf and price. */
export function summed(entries: readonly Entry[]): Entry[] {
  const byKey = new Map<string, Entry>();
  for (const entry of entries) {
    const { currency, component, factors = [] } = entry;
    const key = JSON.stringify([currency, component, factors]);
    const known = byKey.get(key);
    byKey.set(
      key,
      known === undefined
        ? { ...entry, lines: mergedLines([], entry.lines) }
        : { ...known, amount: sumOf(known.amount, entry.amount), lines: mergedLines(known.lines, entry.lines) },
    );
  }
  return [...byKey.values()];
}

function mergedLines(some: readonly EntryLine[], more: readonly EntryLine[]): EntryLine[] {
  const merged = [...some];
  for (const line of more) {
    // What is money without usage has no price for one: sums of such lines are one line of all of it.
    const at = merged.findIndex((each) => each.leaf === line.leaf && samePrice(each, line));
    const known = merged[at];
    if (known === undefined) merged.push(line);
    else merged[at] = { ...known, ...totalOf(known, line), amount: sumOf(known.amount, line.amount) };
  }
  return merged;
}

function samePrice(a: EntryLine, b: EntryLine): boolean {
  return isMoney(a) || (a.unitPrice === b.unitPrice && a.priceRow === b.priceRow);
}

const CHARGED: ReadonlySet<string> = new Set(CHARGES);

/** A line that is money without usage, such as what was covered: its price is its amount. */
export function isMoney({ leaf }: EntryLine): boolean {
  return CHARGED.has(leaf);
}

function totalOf(a: EntryLine, b: EntryLine): Pick<EntryLine, 'quantity' | 'unitPrice'> {
  if (isMoney(a)) return { quantity: 1, unitPrice: sumOf(a.amount, b.amount) };
  const { quantity, unitPrice } = a;
  return typeof quantity === 'number' && typeof b.quantity === 'number'
    ? { quantity: quantity + b.quantity, unitPrice }
    : { quantity: sumOf(String(quantity), String(b.quantity)), unitPrice };
}

function sumOf(a: string, b: string): string {
  return decimalFromAtto(storedAtto(a) + storedAtto(b));
}

/** Sums of entries by currency. */
export function totalsOf(entries: readonly Entry[]): { readonly currency: string; readonly amount: string }[] {
  const totals = new Map<string, string>();
  for (const { currency, amount } of entries) totals.set(currency, sumOf(totals.get(currency) ?? '0', amount));
  return [...totals].map(([currency, amount]) => ({ currency, amount }));
}

/** The months that some instants fall in, in order. */
export function periodsOf(calendar: Calendar | undefined, instants: readonly number[]) {
  const periods = new Map<string, NonNullable<ReturnType<typeof periodAt>>>();
  for (const instant of [...instants].sort((a, b) => a - b)) {
    const period = calendar === undefined ? undefined : periodAt(calendar, instant);
    if (period !== undefined) periods.set(period.id, period);
  }
  return [...periods.values()];
}
