import type { Uncharged } from '@suanpan/charging';
import { LEAVES, type Leaf, TOKEN_LEAVES } from '@suanpan/facts';
import { EXACT_ZERO } from '@suanpan/money';
import { leafQuantities } from '@suanpan/price-usage';
import { chargeTiers, type Taken } from './charge-tiers.ts';
import type { ComponentLine } from './component-line.ts';
import { type ListPrice, type ListPrices, listFactors, listPricesOf } from './list-prices.ts';
import { multipliersOf } from './multipliers.ts';
import { moveMicro } from './number-counters.ts';
import type { PlanScene } from './plan-scene.ts';
import { MICRO_PER_UNIT, microOf, smaller } from './quantity.ts';
import { quotaState, useName } from './quota.ts';
import type {
  ListComponent,
  QuantityComponent,
  RateComponent,
  ReadyComponent,
  ResultComponent,
  ThroughputComponent,
  TiersComponent,
} from './ready-component.ts';
import { uncharged } from './scene.ts';
import { moveThroughput, throughputLeft } from './throughput.ts';
import { selectsCall, selectsLeaf } from './usage-selector.ts';

/** What the components of a plan made of a call's leaves. */
export interface Offering {
  readonly lines: readonly ComponentLine[];
  /** The component that charges an accepted result of the call. */
  readonly opened: ResultComponent | undefined;
  readonly notes: readonly string[];
  /** Whether the reported totals contradict their subsets. */
  readonly isContradicted: boolean;
}

/** What is left of a call while its leaves are offered to one component after the other. */
interface Offer {
  readonly scene: PlanScene;
  /** Millionths left by leaf, in the order of `LEAVES`. */
  readonly left: Map<Leaf, bigint>;
  readonly lines: ComponentLine[];
  readonly notes: string[];
  readonly isContradicted: boolean;
  opened: ResultComponent | undefined;
  /** Whether a component counts requests, so that one nobody takes has no price. */
  countsRequests: boolean;
}

/** Offers the leaves of a call to the components of its plan in their order. What nobody takes has no price. */
export function offerLeaves(scene: PlanScene): Offering | Uncharged {
  const offer = newOffer(scene);
  for (const component of scene.ready.components) {
    if (!selectsCall(component.selector, scene.names)) continue;
    const fault = take(offer, component);
    if (fault !== undefined) return fault;
  }
  if (!offer.countsRequests) offer.left.delete('request');
  const [over] = offer.left.keys();
  if (over !== undefined) return uncharged('plan_incomplete', over);
  const { lines, opened, notes, isContradicted } = offer;
  return { lines, opened, notes, isContradicted };
}

/** Every call that did not fail is a request; whether that matters is for the components to say. */
function newOffer(scene: PlanScene): Offer {
  const { event } = scene;
  const { quantities, inconsistencies } = leafQuantities(event);
  const counted = new Map(quantities.map(({ leaf, quantity }) => [leaf, microOf(quantity) ?? 0n]));
  const failed = event.errorType !== undefined || (event.httpStatus ?? 200) >= 400;
  if (event.requests === undefined && !failed) counted.set('request', MICRO_PER_UNIT);
  const left = new Map<Leaf, bigint>();
  for (const leaf of LEAVES) {
    const micro = counted.get(leaf);
    if (micro !== undefined) left.set(leaf, micro);
  }
  const isContradicted = inconsistencies.length > 0 || (event.inconsistencies?.length ?? 0) > 0;
  const notes = [...inconsistencies];
  return { scene, left, lines: [], notes, isContradicted, opened: undefined, countsRequests: false };
}

function take(offer: Offer, component: ReadyComponent): Uncharged | undefined {
  switch (component.kind) {
    case 'list':
      return takeByList(offer, component);
    case 'rate':
      return takeByRate(offer, component);
    case 'quantity':
      return takeQuantity(offer, component);
    case 'throughput':
      return takeThroughput(offer, component);
    case 'tiers':
      return takeByTiers(offer, component);
    case 'result':
      return takeForResult(offer, component);
    case 'money':
      // Money covers what the others charge; it takes no usage.
      return undefined;
  }
}

/** Everything that is left of the leaves a component wants. */
function wantedOf({ left }: Offer, { selector }: ReadyComponent, prices: (leaf: Leaf) => boolean): Taken[] {
  const wanted: Taken[] = [];
  for (const [leaf, micro] of left) if (selectsLeaf(selector, leaf) && prices(leaf)) wanted.push({ leaf, micro });
  return wanted;
}

function takeAll({ left }: Offer, taken: readonly Taken[]): void {
  for (const { leaf } of taken) left.delete(leaf);
}

function takeByRate(offer: Offer, component: RateComponent): Uncharged | undefined {
  const taken = wantedOf(offer, component, (leaf) => component.prices.has(leaf));
  for (const { leaf, micro } of taken) {
    const factors = multipliersOf(offer.scene, leaf);
    if ('charged' in factors) return factors;
    const unitPrice = component.prices.get(leaf) ?? EXACT_ZERO;
    offer.lines.push({ component: component.id, factors, line: { leaf, micro, unitPrice, priceRow: '' } });
  }
  takeAll(offer, taken);
  return undefined;
}

function takeByList(offer: Offer, component: ListComponent): Uncharged | undefined {
  const wanted = wantedOf(offer, component, () => true);
  if (wanted.length === 0) return undefined;
  const found = listPricesOf(offer.scene, (leaf) => wanted.some((one) => one.leaf === leaf));
  if ('charged' in found) return isAboutRequestsOnly(wanted, component, found) ? undefined : found;
  const taken = wanted.filter(({ leaf }) => priceIn(found, leaf) !== undefined);
  for (const { leaf, micro } of taken) {
    const price = priceIn(found, leaf) as ListPrice;
    const factors = listFactors(offer.scene, price, component.ratio);
    if ('charged' in factors) return factors;
    const line = { leaf, micro, unitPrice: price.unitPrice, priceRow: price.priceRow };
    offer.lines.push({ component: component.id, factors, line });
  }
  offer.notes.push(...found.notes.filter((note) => !offer.notes.includes(note)));
  takeAll(offer, taken);
  return undefined;
}

/** Where all but the request has been taken, a model without a list is as good as a list that does not price requests. */
function isAboutRequestsOnly(wanted: readonly Taken[], { selector }: ListComponent, { reason }: Uncharged): boolean {
  if (reason !== 'model_unpriced' || selector?.leaves?.includes('request') === true) return false;
  return wanted.every(({ leaf }) => leaf === 'request');
}

function priceIn({ prices }: ListPrices, leaf: Leaf): ListPrice | undefined {
  return prices.find((price) => price.leaf === leaf);
}

/** Tiers count requests only where they say so; mixed up with tokens they would mean nothing. */
function takeByTiers(offer: Offer, component: TiersComponent): Uncharged | undefined {
  const { selector, needsList } = component;
  const namesRequests = selector?.leaves?.includes('request') === true;
  const taken = wantedOf(offer, component, (leaf) => leaf !== 'request' || namesRequests);
  if (taken.length === 0) return undefined;
  const found = needsList
    ? listPricesOf(offer.scene, (leaf) => taken.some((one) => one.leaf === leaf))
    : { prices: [], notes: [] };
  if ('charged' in found) return found;
  const missing = needsList ? taken.find(({ leaf }) => priceIn(found, leaf) === undefined) : undefined;
  if (missing !== undefined) return uncharged('leaf_unpriced', missing.leaf);
  const lines = chargeTiers(offer.scene, component, taken, (leaf) => priceIn(found, leaf));
  if ('charged' in lines) return lines;
  offer.lines.push(...lines);
  offer.notes.push(...found.notes.filter((note) => !offer.notes.includes(note)));
  takeAll(offer, taken);
  return undefined;
}

function takeQuantity(offer: Offer, component: QuantityComponent): undefined {
  const { view, moves, assignment, service } = offer.scene;
  if (component.unit === 'request' && selectsLeaf(component.selector, 'request')) offer.countsRequests = true;
  const quota = { component, assignment, period: service };
  const taken = takeUpTo(offer, component, component.leaves, () => quotaState(view, moves, quota).left);
  moveMicro(moves, useName(quota), taken);
}

function takeThroughput(offer: Offer, component: ThroughputComponent): undefined {
  const { moves, assignment, instant } = offer.scene;
  const left = (): bigint => throughputLeft(moves, assignment, component, instant);
  moveThroughput(moves, assignment, component.id, instant, takeUpTo(offer, component, TOKEN_LEAVES, left));
}

/** Takes leaves at no charge until a limit is reached, and answers how much that was. */
function takeUpTo(
  offer: Offer,
  component: QuantityComponent | ThroughputComponent,
  leaves: readonly Leaf[],
  limit: () => bigint,
): bigint {
  const wanted = wantedOf(offer, component, (leaf) => leaves.includes(leaf));
  if (wanted.length === 0) return 0n;
  const most = limit();
  let room = most;
  for (const { leaf, micro } of wanted) {
    const part = smaller(micro, room);
    if (part === 0n) break;
    room -= part;
    if (part === micro) offer.left.delete(leaf);
    else offer.left.set(leaf, micro - part);
    const line = { leaf, micro: part, unitPrice: EXACT_ZERO, priceRow: '' };
    offer.lines.push({ component: component.id, factors: [], line });
  }
  return most - room;
}

/** The first such component opens the call for a result and takes what is left of its usage at no charge. */
function takeForResult(offer: Offer, component: ResultComponent): undefined {
  offer.opened ??= component;
  takeAll(
    offer,
    wantedOf(offer, component, () => true),
  );
}
