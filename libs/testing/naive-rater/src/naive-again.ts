import type { PlanComponent } from '@suanpan/catalogue';
import { priceLeaves } from '@suanpan/price-usage';
import { add, atto, type Fraction, fraction, multiply, ONE, subtract, sum } from './fraction.ts';
import { coverMoney } from './naive-call.ts';
import { chargedLast, componentOf, negated } from './naive-corrections.ts';
import { payByCredits } from './naive-credits.ts';
import { attoSum, type NaiveEntry, type NaiveFactor, type NaivePart } from './naive-entry.ts';
import { conversions, markups } from './naive-factors.ts';
import { callByList } from './naive-list.ts';
import {
  makeEntries,
  monthsOf,
  type NaiveScene,
  ownEntries,
  type PlanScene,
  put,
  sceneOf,
  unitsOf,
} from './naive-scene.ts';
import { type Decided, type NaiveOutcome, type NaiveStep, REFUSED } from './naive-step.ts';
import { bandOf, isIn, present, priceOf, scopeOf, type Tiers, weights } from './naive-tiers.ts';

/**
 * Charges a call again at the list prices of today: quantities, bands, ratios and multipliers as they stand, mark-up and
 * conversion of today; money that covers and credits that pay are given back and applied anew.
 */
export function decideAgain(step: NaiveStep & { readonly kind: 'again' }, past: readonly NaiveOutcome[]): Decided {
  const { event, under } = chargedLast(step.of, past);
  const bare = sceneOf(step, step.of, event, past);
  const plan = step.view.get('plan', under?.plan ?? '');
  const assignment = step.view.get('assignment', under?.assignment ?? '');
  const { month } = bare;
  const isOfPlan = plan !== undefined && assignment !== undefined && month !== undefined;
  const scene: NaiveScene | PlanScene = isOfPlan ? { ...bare, plan, assignment, month } : bare;
  if (under !== undefined && !isOfPlan) return REFUSED;

  // What tiers left behind, in another plan or month that the call was amended away from, stays as it is.
  const isPresent = (entry: NaiveEntry): boolean =>
    entry.assignment === under?.assignment && (under === undefined || entry.service === month?.id);
  const own = netOf(ownEntries(scene).filter((entry) => isPresent(entry) || isCredit(entry)));
  const settling = own.filter((entry) => isCredit(entry) || isMoney(componentOf(scene, entry)));
  const charges = own.filter((entry) => !settling.includes(entry));
  const fresh = 'plan' in scene ? planAnew(scene, charges) : listAnew(scene, charges);
  if (fresh === undefined || isSame(charges, fresh)) return REFUSED;

  const back = negated(scene, settling);
  const given = scene.isInformational ? past : [...past, { step, isCharged: true, entries: back }];
  const settled = { ...scene, past: given, made: [...fresh] };
  if ('plan' in settled) coverMoney(settled);
  payByCredits(settled, event.account);
  // A call that moved to another account is netted over both, and what is charged again is the one's it belongs to now.
  const entries = [...negated(scene, own), ...settled.made].map((entry) => ({ ...entry, account: event.account }));
  return { isCharged: true, entries };
}

function isCredit({ component }: NaiveEntry): boolean {
  return component.startsWith('credit:');
}

function isMoney(component: PlanComponent | undefined): boolean {
  return component !== undefined && 'unit' in component && component.unit === 'money';
}

/** What is left of entries once those alike are added up. */
function netOf(entries: readonly NaiveEntry[]): readonly NaiveEntry[] {
  const net: NaiveEntry[] = [];
  for (const ofEntry of groups(entries, ({ currency, component, band, factors, service }) => [
    currency,
    component,
    band,
    factors,
    service,
  ])) {
    const [head] = ofEntry;
    if (head === undefined) continue;
    const parts = groups(
      ofEntry.flatMap((entry) => entry.parts),
      ({ leaf, list }) => [leaf, list],
    ).flatMap((alike): readonly NaivePart[] => {
      const [first] = alike;
      const quantity = sum(alike.map((part) => part.quantity));
      const units = alike.reduce((total, part) => total + part.atto, 0n);
      return first === undefined || (quantity.top === 0n && units === 0n) ? [] : [{ ...first, quantity, atto: units }];
    });
    const units = parts.reduce((total, part) => total + part.atto, 0n);
    // Parts of which only the rest of quantising is left are gone, where that comes to nothing.
    const empty = parts.filter(({ quantity }) => quantity.top === 0n);
    const isRest = empty.reduce((total, part) => total + part.atto, 0n) === 0n;
    const kept = isRest ? parts.filter((part) => !empty.includes(part)) : parts;
    if (kept.length > 0) net.push({ ...head, parts: kept, atto: units });
  }
  return net;
}

function groups<T>(all: readonly T[], keyOf: (one: T) => unknown): readonly (readonly T[])[] {
  const byKey = new Map<string, T[]>();
  for (const one of all) {
    const key = textOf(keyOf(one));
    byKey.set(key, [...(byKey.get(key) ?? []), one]);
  }
  return [...byKey.values()];
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one));
}

/** Whether two lists of charges say the same, in whatever order. */
function isSame(before: readonly NaiveEntry[], after: readonly NaiveEntry[]): boolean {
  const texts = (entries: readonly NaiveEntry[]): string =>
    textOf(
      entries
        .map(({ currency, component, band, factors, parts, atto: units }) => {
          const ofParts = parts.map(({ leaf, quantity, list }) => textOf([leaf, multiply(quantity), list]));
          return textOf([currency, component, band, factors, ofParts.sort(), units]);
        })
        .sort(),
    );
  return texts(before) === texts(after);
}

function listAnew(scene: NaiveScene, charges: readonly NaiveEntry[]): readonly NaiveEntry[] | undefined {
  if (charges.length === 0) return [];
  const made: NaiveEntry[] = [];
  return callByList({ ...scene, made }) ? made : undefined;
}

function planAnew(scene: PlanScene, charges: readonly NaiveEntry[]): readonly NaiveEntry[] | undefined {
  const listed = charges.filter((entry) => dependsOnList(scene, entry));
  const fresh = charges.filter((entry) => !listed.includes(entry)).map((entry) => restated(scene, entry));
  if (listed.length === 0) return fresh;
  const found = priceLeaves(scene.event, scene.view, (leaf) =>
    listed.some(({ parts }) => parts.some((part) => part.leaf === leaf)),
  );
  if (!found.priced) return undefined;
  for (const ofComponent of groups(listed, ({ component }) => component)) {
    const made: NaiveEntry[] = [];
    const anew: Parameters<typeof makeEntries>[2][number][] = [];
    for (const entry of ofComponent) {
      const pieces = entry.parts.map(({ leaf, quantity }) => {
        const row = found.leaves.find((one) => one.leaf === leaf)?.row;
        const fx = row === undefined ? undefined : conversions(scene.plan, scene.view, row.currency, scene.instant);
        if (row === undefined || fx === undefined) return undefined;
        const list = fraction(row.unitPrice);
        const factors = [...markups(scene.event, scene.view), ...entry.factors.filter(isKept), ...fx];
        return {
          leaf,
          quantity,
          price: list,
          list,
          factors,
          ...(entry.band === undefined ? {} : { band: entry.band }),
        };
      });
      const known = pieces.filter((piece) => piece !== undefined);
      if (known.length < pieces.length) return undefined;
      const isKeptWhole = known.every(
        ({ list, factors }, i) => textOf([list, factors]) === textOf([entry.parts[i]?.list, entry.factors]),
      );
      if (isKeptWhole) made.push(restated(scene, entry));
      else anew.push(...known);
    }
    makeEntries({ ...scene, made }, ofComponent[0]?.component ?? '', anew);
    fresh.push(...made, ...volumeRest(scene, ofComponent, made));
  }
  return fresh;
}

function dependsOnList({ view }: NaiveScene, entry: NaiveEntry): boolean {
  const component = componentOf({ view }, entry);
  if (component?.kind === 'tiers') return entry.parts.some(({ list }) => list !== undefined);
  return component?.kind === 'list';
}

function isKept({ name }: NaiveFactor): boolean {
  return !name.startsWith('markup:') && !name.startsWith('fx:');
}

/** The same charge, as this step tells it. */
function restated(scene: NaiveScene, { posting: _, ...entry }: NaiveEntry): NaiveEntry {
  return { ...entry, seq: scene.seq, ...monthsOf(scene, entry.service) };
}

/** What volume tiers cost by the band reached now, beyond what the lines say at the bands they were charged in. */
function volumeRest(
  scene: PlanScene,
  before: readonly NaiveEntry[],
  after: readonly NaiveEntry[],
): readonly NaiveEntry[] {
  const component = before[0] === undefined ? undefined : componentOf(scene, before[0]);
  if (component?.kind !== 'tiers' || component.mode !== 'volume' || scene.isInformational) return [];
  const tiers: Tiers = component;
  const scopes = new Set(before.flatMap(({ parts }) => parts.map(({ leaf }) => scopeOf(tiers, leaf))));
  const due = [...scopes].map((scope) => {
    const entries = present(scene, tiers);
    const base = weights(entries, scope);
    const moved: Fraction = add(subtract(base, weights(before, scope)), weights(after, scope));
    const price = priceOf(tiers, bandOf(tiers, unitsOf(entries, isIn(scope))));
    return atto(multiply(moved, price)) - atto(multiply(base, price));
  });
  const rest = due.reduce((a, b) => a + b, 0n) - (attoSum(after) - attoSum(before));
  if (rest === 0n) return [];
  const made: NaiveEntry[] = [];
  const parts = [{ leaf: 'correction', quantity: ONE, atto: rest }] as const;
  put({ ...scene, made }, { component: tiers.id, band: 'volume', factors: [], parts, atto: rest });
  return made;
}
