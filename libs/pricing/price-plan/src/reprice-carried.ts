import type { Uncharged } from '@suanpan/charging';
import type { Entry } from '@suanpan/facts';
import {
  compareExact,
  EXACT_ONE,
  EXACT_ZERO,
  minus,
  plus,
  quantiseExact,
  rationalOf,
  storedAtto,
  times,
} from '@suanpan/money';
import { bandAt } from './bands.ts';
import { type Carried, carriedOf, entryOfCarried } from './carried.ts';
import { correctionLine, keyOf } from './charge-tiers.ts';
import { type ComponentLine, draftsOf } from './component-line.ts';
import { conversionOf } from './conversion.ts';
import type { Charger, Correction } from './correction.ts';
import { useCounter } from './counter-names.ts';
import { type Factor, factorTexts } from './entry-draft.ts';
import { beyondLedger, finishAll } from './finish-all.ts';
import { componentOf } from './give-back.ts';
import { type ListPrices, listPricesOf } from './list-prices.ts';
import { markupOf } from './markup.ts';
import { exactOfMicro } from './quantity.ts';
import type { ReadyComponent, TiersComponent } from './ready-component.ts';
import { heldQuantities, weightOf } from './reverse-tiers.ts';
import { uncharged } from './scene.ts';
import { TierState } from './tier-state.ts';

/** The charges of a target with today's list prices in them: what does not depend on the list is as it was. */
export function repriceCharges(
  correction: Correction,
  charger: Charger,
  charges: readonly Carried[],
): readonly Entry[] | Uncharged {
  const entries: Entry[] = [];
  const listed = charges.filter((one) => dependsOnList(componentOf(charger, one), one));
  entries.push(...charges.filter((one) => !listed.includes(one)).map(entryOfCarried));
  if (listed.length === 0) return entries;
  const leaves = new Set(listed.flatMap(({ lines }) => lines.map(({ leaf }) => leaf)));
  const found = listPricesOf({ event: correction.target.event, view: correction.view }, (leaf) => leaves.has(leaf));
  if ('charged' in found) return found;
  for (const [component, ofComponent] of Map.groupBy(listed, (one) => componentOf(charger, one))) {
    const anew = repriceComponent(correction, charger, component, ofComponent, found);
    if ('charged' in anew) return anew;
    entries.push(...anew);
  }
  return entries;
}

function dependsOnList(component: ReadyComponent | undefined, { lines }: Carried): boolean {
  if (component?.kind === 'tiers') return component.needsList && lines.some(({ leaf }) => leaf !== 'correction');
  return component?.kind === 'list';
}

function repriceComponent(
  correction: Correction,
  charger: Charger,
  component: ReadyComponent | undefined,
  carried: readonly Carried[],
  found: ListPrices,
): readonly Entry[] | Uncharged {
  const kept: Entry[] = [];
  const lines: ComponentLine[] = [];
  for (const one of carried) {
    const anew = repriceLines(correction, charger, one, found);
    if ('charged' in anew) return anew;
    if (isSame(one, anew)) kept.push(entryOfCarried(one));
    else lines.push(...anew);
  }
  const finished = finishAll(draftsOf(lines, charger));
  if (finished === undefined) return beyondLedger();
  const servicePeriod = carried[0]?.head.servicePeriod;
  const anew = [...kept, ...finished.entries.map((entry) => inPeriod(entry, servicePeriod))];
  if (component?.kind !== 'tiers' || component.mode !== 'volume' || servicePeriod === undefined) return anew;
  return [...anew, ...volumeRest(correction, charger, component, { carried, anew, servicePeriod })];
}

function inPeriod(entry: Entry, servicePeriod: string | undefined): Entry {
  return servicePeriod === undefined ? entry : { ...entry, servicePeriod };
}

/** The lines at today's list price; mark-up and conversion of today around the ratio and multipliers as they were. */
function repriceLines(
  correction: Correction,
  { ready }: Charger,
  { head: { component = '' }, factors, lines }: Carried,
  { prices }: ListPrices,
): readonly ComponentLine[] | Uncharged {
  const markup = markupOf(correction.target.event, correction);
  if ('charged' in markup) return markup;
  const anew: ComponentLine[] = [];
  for (const { leaf, micro } of lines) {
    const price = prices.find((one) => one.leaf === leaf);
    if (price === undefined) return uncharged('leaf_unpriced', leaf);
    const conversion = conversionOf(correction.view, ready.plan, price.currency, correction.instant ?? 0);
    if ('charged' in conversion) return conversion;
    const { unitPrice, priceRow } = price;
    const all = [...markup, ...factors.filter(isKept), ...conversion];
    anew.push({ component, factors: all, line: { leaf, micro, unitPrice, priceRow } });
  }
  return anew;
}

function isKept({ name }: Factor): boolean {
  return !name.startsWith('markup:') && !name.startsWith('fx:');
}

function isSame({ head, lines }: Carried, anew: readonly ComponentLine[]): boolean {
  const before = (head.factors ?? []).join('\u0001');
  return anew.every(({ factors, line }, i) => {
    const unitPrice = rationalOf(lines[i]?.unitPrice ?? '') ?? EXACT_ZERO;
    return factorTexts(factors).join('\u0001') === before && compareExact(unitPrice, line.unitPrice) === 0;
  });
}

interface VolumeChange {
  readonly carried: readonly Carried[];
  readonly anew: readonly Entry[];
  readonly servicePeriod: string;
}

/**
 * Volume tiers cost what their base costs in the band reached by now, and the lines say what they cost in the band they were
 * charged in: a correction makes up the difference, and the base takes the new prices in.
 */
function volumeRest(
  { moves, context }: Correction,
  { assignment, ready }: Charger,
  component: TiersComponent,
  { carried, anew, servicePeriod }: VolumeChange,
): readonly Entry[] {
  if (context.posting === 'none') return [];
  const state = new TierState(moves, useCounter(assignment.root, assignment.id, component.id, servicePeriod));
  const before = heldQuantities(component, carried);
  const after = heldQuantities(
    component,
    anew.flatMap((entry) => carriedOf([entry]) ?? []),
  );
  let due = 0n;
  for (const [key, ofKey] of Map.groupBy([...before, ...after], ({ leaf }) => keyOf(component, leaf))) {
    const filled = state.get(key);
    const price = component.bands[bandAt(component.bands, filled.micro)]?.price ?? EXACT_ONE;
    let base = filled.base;
    for (const held of ofKey) {
      const weight = times(exactOfMicro(held.micro), weightOf(held));
      base = before.includes(held) ? minus(base, weight) : plus(base, weight);
    }
    due += quantiseExact(times(base, price)) - quantiseExact(times(filled.base, price));
    state.set(key, { ...filled, base });
  }
  state.write();
  const moved = sumOf(anew) - sumOf(carried.map(entryOfCarried));
  if (due === moved) return [];
  const finished = finishAll(draftsOf([correctionLine(component, due - moved)], { assignment, ready }));
  return (finished?.entries ?? []).map((entry) => inPeriod(entry, servicePeriod));
}

function sumOf(entries: readonly Entry[]): bigint {
  return entries.reduce((sum, { amount }) => sum + storedAtto(amount), 0n);
}
