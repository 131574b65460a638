import type { Charge, Entry, EntryLine, Leaf } from '@suanpan/facts';
import {
  ATTO_MAX,
  decimalFromAtto,
  EXACT_ZERO,
  type Exact,
  exactOfAtto,
  exactText,
  isWholeAtto,
  plus,
  quantiseExact,
  times,
} from '@suanpan/money';
import { exactOfMicro, quantityOf } from './quantity.ts';

/** A line before its amount is quantised. */
export interface DraftLine {
  readonly leaf: Leaf | Charge;
  /** Millionths of units. */
  readonly micro: bigint;
  /** Before factors. */
  readonly unitPrice: Exact;
  readonly priceRow: string;
  /** The amount, where it is a difference of quantised sums and not quantity × price × factors. */
  readonly atto?: bigint;
}

/** An entry before it is quantised; all its lines share their factors. */
export interface EntryDraft {
  readonly currency: string;
  readonly plan?: string;
  readonly assignment?: string;
  readonly component?: string;
  readonly factors: readonly Factor[];
  readonly lines: readonly DraftLine[];
}

/** One factor by name, as entries list them: `batch=0.85`. */
export interface Factor {
  readonly name: string;
  readonly value: Exact;
}

/** An entry, and whether its amount lost digits; no entry where it is beyond what the ledger holds. */
export interface Finished {
  readonly entry: Entry | undefined;
  readonly isQuantised: boolean;
}

/** The product of factors. */
export function productOf(factors: readonly Factor[]): Exact {
  return factors.reduce((product, { value }) => times(product, value), { digits: 1n, scale: 0 });
}

export function factorTexts(factors: readonly Factor[]): string[] {
  return factors.map(({ name, value }) => `${name}=${exactText(value)}`);
}

/**
 * Quantises a draft: the entry once, half-even; its lines half-even too, and the last line takes up the rest, so that lines sum
 * to the entry.
 */
export function finishDraft(draft: EntryDraft): Finished {
  const factor = productOf(draft.factors);
  const exact = draft.lines.map((line) => exactAmount(line, factor));
  const sum = exact.reduce(plus, EXACT_ZERO);
  const total = quantiseExact(sum);
  const attos = exact.map(quantiseExact);
  const last = attos.length - 1;
  if (last >= 0) attos[last] = attos.reduce((rest, atto, i) => (i === last ? rest : rest - atto), total);
  const isQuantised = !isWholeAtto(sum);
  const isHeld = [total, ...attos].every((atto) => atto <= ATTO_MAX && atto >= -ATTO_MAX);
  return { entry: isHeld ? entryOf(draft, total, attos) : undefined, isQuantised };
}

function exactAmount({ micro, unitPrice, atto }: DraftLine, factor: Exact): Exact {
  return atto === undefined ? times(times(exactOfMicro(micro), unitPrice), factor) : exactOfAtto(atto);
}

function entryOf(draft: EntryDraft, total: bigint, attos: bigint[]): Entry {
  const { currency, plan, assignment, component, factors, lines } = draft;
  const written = lines.map(
    ({ leaf, micro, unitPrice, priceRow }, i): EntryLine => ({
      leaf,
      quantity: quantityOf(micro, leaf),
      unitPrice: exactText(unitPrice),
      amount: decimalFromAtto(attos[i] ?? 0n),
      priceRow,
    }),
  );
  return {
    currency,
    amount: decimalFromAtto(total),
    lines: written,
    ...(plan === undefined ? {} : { plan }),
    ...(assignment === undefined ? {} : { assignment }),
    ...(component === undefined ? {} : { component }),
    ...(factors.length === 0 ? {} : { factors: factorTexts(factors) }),
  };
}
