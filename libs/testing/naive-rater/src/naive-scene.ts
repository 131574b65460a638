import type { CatalogueView, Period, Plan, PlanAssignment } from '@suanpan/catalogue';
import { type Charge, LEAVES, type Leaf, type UsageEvent } from '@suanpan/facts';
import { add, atto, type Fraction, fromAtto, multiply, sum, ZERO } from './fraction.ts';
import type { NaiveEntry, NaiveFactor, NaivePart } from './naive-entry.ts';
import { monthOf, postingOf } from './naive-place.ts';
import type { NaiveOutcome, NaiveStep } from './naive-step.ts';

/** What a step is decided by: everything that came before, and what it has made itself so far. */
export interface NaiveScene {
  readonly seq: number;
  readonly target: number;
  readonly event: UsageEvent;
  readonly view: CatalogueView;
  readonly past: readonly NaiveOutcome[];
  readonly made: NaiveEntry[];
  readonly instant: number;
  readonly month: Period | undefined;
  readonly isInformational: boolean;
}

/** The scene of a step about a call; `target` is the outcome that counted it. */
export function sceneOf(
  { seq, view, isInformational = false }: NaiveStep,
  target: number,
  event: UsageEvent,
  past: readonly NaiveOutcome[],
): NaiveScene {
  const instant = Date.parse(event.time);
  const month = monthOf(view, event.root, instant);
  return { seq, target, event, view, past, made: [], instant, month, isInformational };
}

/** A scene of a call under a plan. */
export interface PlanScene extends NaiveScene {
  readonly month: Period;
  readonly assignment: PlanAssignment;
  readonly plan: Plan;
}

/** Everything ever charged that counts, with what this step has charged so far. */
export function entriesSoFar({ past, made }: Pick<NaiveScene, 'past' | 'made'>): readonly NaiveEntry[] {
  return [...past.flatMap(({ step, entries }) => (step.isInformational === true ? [] : entries)), ...made];
}

/** Everything ever charged about the call of a scene. */
export function ownEntries({ past, target }: Pick<NaiveScene, 'past' | 'target'>): readonly NaiveEntry[] {
  return past.flatMap(({ entries }) => entries).filter((entry) => entry.target === target);
}

/** The months of an entry: that of the call, and the one that states it. */
export function monthsOf({ past, event, isInformational }: NaiveScene, service: string | undefined) {
  if (service === undefined) return {};
  return isInformational ? { service } : { service, posting: postingOf(past, event.root, service) };
}

/** What an assignment's component was charged in a month. */
export function ofComponent(
  scene: Pick<NaiveScene, 'past' | 'made'>,
  assignment: string,
  component: string,
  month: string,
): readonly NaiveEntry[] {
  return entriesSoFar(scene).filter(
    (entry) => entry.assignment === assignment && entry.component === component && entry.service === month,
  );
}

/** A piece of a call at one price; amounts that are differences of quantised sums are given. */
export interface Piece {
  readonly band?: string;
  readonly leaf: Leaf | Charge;
  readonly quantity: Fraction;
  readonly price: Fraction;
  readonly list?: Fraction;
  readonly factors: readonly NaiveFactor[];
  readonly atto?: bigint;
}

/** Puts pieces of one band and one list of factors into one entry, quantised once. */
export function makeEntries(scene: PlanScene, component: string, pieces: readonly Piece[]): void {
  const keys = pieces.map(({ band, factors }) =>
    JSON.stringify([band, factors.map(({ name, value }) => [name, String(value.top), String(value.bottom)])]),
  );
  for (const key of new Set(keys)) {
    const ofEntry = pieces.filter((_, i) => keys[i] === key);
    const exact = ofEntry.map((piece) =>
      piece.atto === undefined
        ? multiply(piece.quantity, piece.price, ...piece.factors.map(({ value }) => value))
        : fromAtto(piece.atto),
    );
    const total = atto(sum(exact));
    const rounded = exact.map(atto);
    const others = rounded.slice(0, -1).reduce((a, b) => a + b, 0n);
    const parts = ofEntry.map(
      ({ leaf, quantity, list }, i): NaivePart => ({
        leaf,
        quantity,
        ...(list === undefined ? {} : { list }),
        atto: i === ofEntry.length - 1 ? total - others : (rounded[i] ?? 0n),
      }),
    );
    const { band, factors = [] } = ofEntry[0] ?? {};
    put(scene, { component, ...(band === undefined ? {} : { band }), factors, parts, atto: total });
  }
}

type Made = Pick<NaiveEntry, 'component' | 'factors' | 'parts' | 'atto'> & Partial<NaiveEntry>;

/** Adds an entry of the call to what the step has made. */
export function put(scene: NaiveScene & Partial<Pick<PlanScene, 'plan' | 'assignment'>>, made: Made): void {
  const { seq, target, event, instant, month, plan, assignment } = scene;
  scene.made.push({
    seq,
    target,
    account: event.account,
    currency: plan?.currency ?? '',
    ...(plan === undefined ? {} : { plan: plan.id }),
    ...(assignment === undefined ? {} : { assignment: assignment.id }),
    ...monthsOf(scene, month?.id),
    minute: Math.floor(instant / 60_000),
    ...made,
  });
}

/** Units of parts, optionally of some leaves only. */
export function unitsOf(entries: readonly NaiveEntry[], isOf?: (leaf: string) => boolean): Fraction {
  return partsOf(entries, isOf).reduce((total, { part }) => add(total, part.quantity), ZERO);
}

/** Parts that are usage, with their entries. */
export function partsOf(entries: readonly NaiveEntry[], isOf: (leaf: string) => boolean = () => true) {
  return entries.flatMap((entry) =>
    entry.parts.filter((part) => isLeaf(part.leaf) && isOf(part.leaf)).map((part) => ({ entry, part })),
  );
}

function isLeaf(leaf: Leaf | Charge): boolean {
  return (LEAVES as readonly string[]).includes(leaf);
}
