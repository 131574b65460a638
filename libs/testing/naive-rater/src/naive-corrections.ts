import type { UsageEvent } from '@suanpan/facts';
import { multiply } from './fraction.ts';
import type { NaiveEntry } from './naive-entry.ts';
import { chainOf, monthNamed } from './naive-place.ts';
import { makeEntries, monthsOf, type NaiveScene, ownEntries } from './naive-scene.ts';
import type { NaiveOutcome } from './naive-step.ts';
import { graduated, heldBy, volume } from './naive-tiers.ts';

const MINUS = { top: -1n, bottom: 1n };

/** What charged a call last: its own step, or that of its last amendment. */
export function chargedLast(of: number, past: readonly NaiveOutcome[]): NaiveOutcome & { readonly event: UsageEvent } {
  const last = past.findLast(({ step, isCharged }) => {
    if (!isCharged) return false;
    return step.kind === 'amend' ? step.of === of : step.kind === 'call' && (step.of ?? step.seq) === of;
  });
  if (last?.step.kind !== 'call' && last?.step.kind !== 'amend') throw new Error(`Outcome ${of} is no charged call.`);
  return { ...last, event: last.step.event };
}

/** Takes a call back: everything as it was charged, but tiers at their present margin, which history never moved. */
export function takeBack(scene: NaiveScene): void {
  const own = ownEntries(scene);
  const isTiers = (entry: NaiveEntry): boolean => !scene.isInformational && componentOf(scene, entry)?.kind === 'tiers';
  scene.made.push(
    ...negated(
      scene,
      own.filter((one) => !isTiers(one)),
    ),
  );
  const heads = new Map(
    own.filter(isTiers).map((entry) => [JSON.stringify([entry.assignment, entry.component]), entry]),
  );
  for (const head of heads.values()) giveWay(scene, head);
}

/** The same the other way round, in the months by the rule of now. */
export function negated(scene: NaiveScene, entries: readonly NaiveEntry[]): readonly NaiveEntry[] {
  return entries.map(({ posting: _, ...entry }) => {
    const parts = entry.parts.map((part) => ({ ...part, quantity: multiply(part.quantity, MINUS), atto: -part.atto }));
    const made = { ...entry, seq: scene.seq, parts, atto: -entry.atto, ...monthsOf(scene, entry.service) };
    return isOutOfReach(scene, entry) ? { ...made, isLost: true } : made;
  });
}

function isOutOfReach({ past, view, event }: NaiveScene, { component }: Pick<NaiveEntry, 'component'>): boolean {
  const granted = past.flatMap(({ step, isCharged }) => (isCharged && step.kind === 'credit' ? [step.credit] : []));
  const credit = granted.find((one) => one.root === event.root && `credit:${one.credit}` === component);
  return credit !== undefined && !chainOf(view, event.account).includes(credit.account);
}

/** The component of the plan that an entry is of; none for list prices without a plan, credits and fees. */
export function componentOf({ view }: Pick<NaiveScene, 'view'>, { plan, component }: NaiveEntry) {
  const version = plan === undefined ? undefined : view.get('plan', plan);
  return version?.components.find(({ id }) => id === component);
}

function giveWay(scene: NaiveScene, head: NaiveEntry): void {
  const { view, event } = scene;
  const component = componentOf(scene, head);
  const plan = view.get('plan', head.plan ?? '');
  const assignment = view.get('assignment', head.assignment ?? '');
  const month = monthNamed(view, event.root, head.service ?? '');
  if (component?.kind !== 'tiers' || plan === undefined || assignment === undefined || month === undefined) return;
  const ofPlan = { ...scene, plan, assignment, month };
  const mode = component.mode === 'graduated' ? graduated : volume;
  makeEntries(ofPlan, component.id, mode(ofPlan, component, heldBy(ofPlan, component), -1n));
}
