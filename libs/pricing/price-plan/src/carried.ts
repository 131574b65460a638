import type { Charge, Entry, Leaf } from '@suanpan/facts';
import { attoFromDecimal, decimalFromAtto, rationalOf } from '@suanpan/money';
import type { Factor } from './entry-draft.ts';
import { microOf, quantityOf } from './quantity.ts';

/** A line of what a target is charged at present. */
export interface CarriedLine {
  readonly leaf: Leaf | Charge;
  readonly micro: bigint;
  /** As written. */
  readonly unitPrice: string;
  readonly priceRow: string;
  readonly atto: bigint;
}

/** What a target is charged at present under one component, band and list of factors. */
export interface Carried {
  /** The entry without its lines. */
  readonly head: Omit<Entry, 'amount' | 'lines'>;
  readonly factors: readonly Factor[];
  readonly lines: readonly CarriedLine[];
}

/**
 * Nets entries about one target: what was charged and taken back before is gone, what is left is what can be reversed.
 * `undefined` where an entry is damaged.
 */
export function carriedOf(entries: readonly Entry[]): readonly Carried[] | undefined {
  const groups = new Map<
    string,
    { readonly head: Carried['head']; readonly factors: readonly Factor[]; readonly lines: Map<string, CarriedLine> }
  >();
  for (const { amount, lines, corrects, event, postingPeriod, ...head } of entries) {
    const factors = (head.factors ?? []).map(factorOf);
    if (!factors.every((factor) => factor !== undefined)) return undefined;
    const key = JSON.stringify([
      head.currency,
      head.plan,
      head.assignment,
      head.component,
      head.factors,
      head.servicePeriod,
      head.account,
    ]);
    let group = groups.get(key);
    if (group === undefined) {
      group = { head, factors, lines: new Map() };
      groups.set(key, group);
    }
    for (const line of lines) {
      const micro = microOf(line.quantity);
      const atto = attoFromDecimal(line.amount);
      if (micro === undefined || atto === undefined || rationalOf(line.unitPrice) === undefined) return undefined;
      const lineKey = JSON.stringify([line.leaf, line.unitPrice, line.priceRow]);
      const known = group.lines.get(lineKey);
      const { leaf, unitPrice, priceRow } = line;
      group.lines.set(lineKey, {
        leaf,
        unitPrice,
        priceRow,
        micro: (known?.micro ?? 0n) + micro,
        atto: (known?.atto ?? 0n) + atto,
      });
    }
  }
  return [...groups.values()].flatMap(({ head, factors, lines }) => {
    const left = standing([...lines.values()]);
    return left.length === 0 ? [] : [{ head, factors, lines: left }];
  });
}

/**
 * Lines of which something is left. Those without a quantity whose amounts come to nothing together differ only in which of
 * them took up the rest when their entries were quantised.
 */
function standing(lines: readonly CarriedLine[]): readonly CarriedLine[] {
  const empty = lines.filter(({ micro }) => micro === 0n);
  if (empty.reduce((sum, { atto }) => sum + atto, 0n) !== 0n)
    return lines.filter(({ micro, atto }) => micro !== 0n || atto !== 0n);
  return lines.filter(({ micro }) => micro !== 0n);
}

function factorOf(text: string): Factor | undefined {
  const at = text.lastIndexOf('=');
  const value = rationalOf(text.slice(at + 1));
  return at < 0 || value === undefined ? undefined : { name: text.slice(0, at), value };
}

/** The component an entry is of, without its band; `undefined` for list prices without a plan. */
export function componentId({ component }: Pick<Entry, 'component'>): string | undefined {
  return component?.split('#', 1)[0];
}

/** The carried entry as one entry. */
export function entryOfCarried(carried: Carried): Entry {
  return written(carried, 1n);
}

/** The entry that takes a carried one back exactly. */
export function negationOf(carried: Carried): Entry {
  return written(carried, -1n);
}

function written({ head, lines }: Carried, sign: bigint): Entry {
  const atto = lines.reduce((sum, line) => sum + line.atto, 0n);
  const signed = lines.map((line) => ({
    leaf: line.leaf,
    quantity: quantityOf(sign * line.micro, line.leaf),
    unitPrice: line.unitPrice,
    amount: decimalFromAtto(sign * line.atto),
    priceRow: line.priceRow,
  }));
  return { ...head, amount: decimalFromAtto(sign * atto), lines: signed };
}

/** Entries that take these back exactly. */
export function negated(entries: readonly Entry[]): readonly Entry[] {
  return entries.flatMap((entry) => (carriedOf([entry]) ?? []).map(negationOf));
}

/** The plan and assignment that carried entries are charged under; without a plan where the list decided. */
export type Under = Pick<Entry, 'plan' | 'assignment'>;

/** What a target is charged under by now, and in which month. */
export type Present = Pick<Entry, 'plan' | 'assignment' | 'servicePeriod'>;

export function isOf({ head }: Carried, { plan, assignment, servicePeriod }: Present): boolean {
  if (plan === undefined) return head.plan === undefined;
  return head.plan === plan && head.assignment === assignment && head.servicePeriod === servicePeriod;
}

/**
 * What a target is charged under by now. An earlier plan or month, before the call was amended, may have left lines behind: its
 * tiers gave way at another margin than they were charged at. Their quantities come to nothing.
 */
export function presentOf(carried: readonly Carried[]): Present {
  const held = new Map<string, { readonly head: Present; micro: bigint }>();
  for (const { head, lines } of carried) {
    if (head.plan === undefined) continue;
    for (const { leaf, micro } of lines) {
      if (leaf === 'correction') continue;
      const key = JSON.stringify([head.plan, head.assignment, head.servicePeriod, componentId(head), leaf]);
      held.set(key, { head, micro: (held.get(key)?.micro ?? 0n) + micro });
    }
  }
  return [...held.values()].find(({ micro }) => micro !== 0n)?.head ?? {};
}

/** Whether the target was history for information: its entries have a month and are in no statement. */
export function isInformational(entries: readonly Entry[]): boolean {
  return entries.some(({ servicePeriod, postingPeriod }) => servicePeriod !== undefined && postingPeriod === undefined);
}
