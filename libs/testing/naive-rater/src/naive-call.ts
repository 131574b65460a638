import type { PlanComponent } from '@suanpan/catalogue';
import { LEAVES, type Leaf, TOKEN_LEAVES } from '@suanpan/facts';
import { leafQuantities, priceLeaves } from '@suanpan/price-usage';
import {
  add,
  atto,
  type Fraction,
  fraction,
  fromAtto,
  greatest,
  least,
  lesser,
  multiply,
  ONE,
  subtract,
  sum,
  ZERO,
} from './fraction.ts';
import { attoSum, type NaiveFactor } from './naive-entry.ts';
import { conversions, markups, multipliers } from './naive-factors.ts';
import { quantityOf, selects, selectsLeaf } from './naive-place.ts';
import { entriesSoFar, makeEntries, ofComponent, type PlanScene, put, unitsOf } from './naive-scene.ts';
import { graduated, type Moved, type Tiers, volume } from './naive-tiers.ts';

type Quota = PlanComponent & { readonly kind: 'allowance' | 'commitment' };
type Left = Map<Leaf, Fraction>;

const LEAVES_OF: Readonly<Record<string, readonly Leaf[]>> = { token: TOKEN_LEAVES, token_per_minute: TOKEN_LEAVES };

/** Charges a call under a plan, component by component; false where something has no price. */
export function callByPlan(scene: PlanScene): { readonly opened: string | undefined } | undefined {
  const { event, plan } = scene;
  const left: Left = new Map();
  const quantities = [...leafQuantities(event).quantities];
  if (event.requests === undefined && event.errorType === undefined && (event.httpStatus ?? 200) < 400)
    quantities.push({ leaf: 'request', quantity: 1 });
  for (const leaf of LEAVES)
    for (const one of quantities) if (one.leaf === leaf) left.set(leaf, fraction(one.quantity));
  const components = plan.components.filter(({ selector }) => selects(selector, event));
  let opened: string | undefined;
  for (const component of components) {
    const wanted = [...left.keys()].filter((leaf) => selectsLeaf(component.selector, leaf));
    if (component.kind === 'result') {
      opened ??= component.id;
      for (const leaf of wanted) left.delete(leaf);
    } else if (!takes(scene, component, wanted, left)) return undefined;
  }
  const countsRequests = components.some(
    (component) => 'unit' in component && component.unit === 'request' && selectsLeaf(component.selector, 'request'),
  );
  if ([...left.keys()].some((leaf) => leaf !== 'request' || countsRequests)) return undefined;
  coverMoney(scene);
  return { opened };
}

function takes(scene: PlanScene, component: PlanComponent, wanted: readonly Leaf[], left: Left): boolean {
  if (component.kind === 'rate') return byRate(scene, component, wanted, left);
  if (component.kind === 'list') return byList(scene, component, wanted, left);
  if (component.kind === 'tiers') return byTiers(scene, component, wanted, left);
  if (component.kind !== 'result' && component.unit !== 'money') byQuantity(scene, component, wanted, left);
  return true;
}

function byRate(scene: PlanScene, component: PlanComponent & { kind: 'rate' }, wanted: readonly Leaf[], left: Left) {
  const { plan, event, view, instant } = scene;
  const prices = component.unitPrices;
  const pieces = [];
  for (const leaf of wanted) {
    const isToken = (TOKEN_LEAVES as readonly string[]).includes(leaf);
    const price = prices[leaf] ?? (isToken ? prices.token : undefined);
    if (price === undefined) continue;
    const factors = multipliers(plan, event, view, leaf, instant);
    if (factors === undefined) return false;
    pieces.push({ leaf, quantity: left.get(leaf) ?? ZERO, price: fraction(price), factors });
    left.delete(leaf);
  }
  makeEntries(scene, component.id, pieces);
  return true;
}

/** List price and factors of a leaf; false where there is none. */
function listed(scene: PlanScene, wanted: readonly Leaf[]) {
  const { plan, event, view, instant } = scene;
  const found = priceLeaves(event, view, (leaf) => wanted.includes(leaf));
  if (!found.priced) return false;
  const markup = markups(event, view);
  const moves = new Map<Leaf, { list: Fraction; before: readonly NaiveFactor[]; after: readonly NaiveFactor[] }>();
  for (const { leaf, row } of found.leaves) {
    const ofLeaf = multipliers(plan, event, view, leaf, instant);
    const fx = conversions(plan, view, row.currency, instant);
    if (ofLeaf === undefined || fx === undefined) return false;
    moves.set(leaf, { list: fraction(row.unitPrice), before: markup, after: [...ofLeaf, ...fx] });
  }
  return moves;
}

function isUnlisted({ event, view }: PlanScene): boolean {
  const found = priceLeaves(event, view);
  return !found.priced && found.reason === 'model_unpriced';
}

function byList(scene: PlanScene, component: PlanComponent & { kind: 'list' }, wanted: readonly Leaf[], left: Left) {
  if (wanted.length === 0) return true;
  // A model without a list is as good as a list that does not price requests, where nothing but the request is left.
  const isAboutRequest = wanted.every((leaf) => leaf === 'request') && !component.selector?.leaves?.includes('request');
  const moves = listed(scene, wanted);
  if (moves === false) return isAboutRequest && isUnlisted(scene);
  const ratio = component.ratio === undefined ? [] : [{ name: 'ratio', value: fraction(component.ratio) }];
  const pieces = [];
  for (const leaf of wanted) {
    const move = moves.get(leaf);
    if (move === undefined) continue;
    const factors = [...move.before, ...ratio, ...move.after];
    pieces.push({ leaf, quantity: left.get(leaf) ?? ZERO, price: move.list, list: move.list, factors });
    left.delete(leaf);
  }
  makeEntries(scene, component.id, pieces);
  return true;
}

function byTiers(scene: PlanScene, component: Tiers, wanted: readonly Leaf[], left: Left): boolean {
  const { plan, event, view, instant } = scene;
  const taken = wanted.filter((leaf) => leaf !== 'request' || component.selector?.leaves?.includes('request') === true);
  const isRatio = component.bands.some(({ price }) => 'ratio' in price);
  const list = isRatio && taken.length > 0 ? listed(scene, taken) : undefined;
  if (list === false) return false;
  const moves: Moved[] = [];
  for (const leaf of taken) {
    const quantity = left.get(leaf) ?? ZERO;
    const move = list?.get(leaf);
    const factors = multipliers(plan, event, view, leaf, instant);
    if (factors === undefined || (isRatio && move === undefined)) return false;
    if (move === undefined) moves.push({ leaf, quantity, factors, markups: 0 });
    else {
      const all = [...move.before, ...move.after];
      moves.push({ leaf, quantity, list: move.list, factors: all, markups: move.before.length });
    }
    left.delete(leaf);
  }
  makeEntries(scene, component.id, (component.mode === 'graduated' ? graduated : volume)(scene, component, moves, 1n));
  return true;
}

/** What is left of a quantity in a month: own and carried, less what was used and what went over into the next month. */
export function leftOf(
  scene: Omit<PlanScene, 'event' | 'target' | 'seq' | 'isInformational'>,
  component: Quota,
): Fraction {
  const { view, past, assignment, month } = scene;
  const moved = past
    .flatMap(({ carried = [] }) => carried)
    .filter((one) => one.assignment === assignment.id && one.component === component.id);
  const came = sum(moved.filter(({ to }) => to === month.id).map(({ quantity }) => quantity));
  const went = sum(moved.filter(({ from }) => from === month.id).map(({ quantity }) => quantity));
  const there = subtract(add(quantityOf(view, assignment, component, month), came), went);
  return greatest(ZERO, subtract(there, usedOf(scene, component)));
}

export function usedOf(
  scene: Omit<PlanScene, 'event' | 'target' | 'seq' | 'isInformational'>,
  component: Quota,
): Fraction {
  const entries = ofComponent(scene, scene.assignment.id, component.id, scene.month.id);
  if (component.unit !== 'money') return unitsOf(entries);
  return fromAtto(-attoSum(entries.filter(({ band, parts }) => band === undefined && parts[0]?.leaf === 'covered')));
}

function throughputLeft(scene: PlanScene, component: Quota): Fraction {
  const all = entriesSoFar(scene).filter(
    (one) => one.assignment === scene.assignment.id && one.component === component.id,
  );
  const minute = Math.floor(scene.instant / 60_000);
  if (all.some((entry) => entry.minute >= minute + 120)) return ZERO;
  const used = unitsOf(all.filter((entry) => entry.minute === minute));
  const whole = fraction(component.quantity.split('.')[0] ?? '0');
  return greatest(ZERO, subtract(whole, used));
}

function byQuantity(scene: PlanScene, component: Quota, wanted: readonly Leaf[], left: Left): void {
  const leaves = LEAVES_OF[component.unit] ?? [component.unit as Leaf];
  let room = component.unit === 'token_per_minute' ? throughputLeft(scene, component) : leftOf(scene, component);
  const pieces = [];
  for (const leaf of wanted) {
    const quantity = left.get(leaf) ?? ZERO;
    const part = least(quantity, room);
    if (!leaves.includes(leaf) || part.top === 0n) continue;
    room = subtract(room, part);
    const rest = subtract(quantity, part);
    if (rest.top === 0n) left.delete(leaf);
    else left.set(leaf, rest);
    pieces.push({ leaf, quantity: part, price: ZERO, factors: [] });
  }
  makeEntries(scene, component.id, pieces);
}

/** Money covers what this step has charged so far, line by line that it selects; an overage ratio settles the rest. */
export function coverMoney(scene: PlanScene): void {
  const { plan, event } = scene;
  const open = scene.made.flatMap(({ parts }) => parts.map(({ leaf, atto: due }) => ({ leaf, due })));
  for (const component of plan.components) {
    if ((component.kind !== 'allowance' && component.kind !== 'commitment') || component.unit !== 'money') continue;
    if (!selects(component.selector, event)) continue;
    const lines = open.filter(({ leaf }) => selectsLeaf(component.selector, leaf));
    const charge = lines.reduce((total, { due }) => total + due, 0n);
    if (charge <= 0n) continue;
    const covered = atto(least(leftOf(scene, component), fromAtto(charge)));
    if (covered > 0n) money(scene, component.id, undefined, 'covered', -covered);
    const ratio = component.kind === 'commitment' ? component.overageRatio : undefined;
    const rest = charge - covered;
    const over = ratio === undefined ? 0n : atto(multiply(fromAtto(rest), subtract(fraction(ratio), ONE)));
    if (over !== 0n) money(scene, component.id, 'overage', 'overage', over);
    let settled = ratio === undefined ? covered : charge;
    for (const line of lines) {
      const part = lesser(line.due, settled);
      if (part <= 0n) continue;
      line.due -= part;
      settled -= part;
    }
  }
}

function money(
  scene: PlanScene,
  component: string,
  band: string | undefined,
  leaf: 'covered' | 'overage',
  amount: bigint,
) {
  const parts = [{ leaf, quantity: ONE, atto: amount }];
  put(scene, { component, ...(band === undefined ? {} : { band }), factors: [], parts, atto: amount });
}
