import { multiply } from './fraction.ts';
import type { NaiveEntry } from './naive-entry.ts';
import { monthNamed, postingOf } from './naive-place.ts';
import { entriesSoFar, makeEntries, type NaiveScene } from './naive-scene.ts';
import { graduated, heldBy, volume } from './naive-tiers.ts';

const MINUS = { top: -1n, bottom: 1n };

/** Takes a call back: everything as it was charged, but tiers at their present margin. */
export function takeBack(scene: NaiveScene): void {
  const own = entriesSoFar(scene).filter(({ target }) => target === scene.target);
  const isTiers = (entry: NaiveEntry): boolean => componentOf(scene, entry)?.kind === 'tiers';
  for (const entry of own.filter((one) => !isTiers(one))) {
    const parts = entry.parts.map((part) => ({ ...part, quantity: multiply(part.quantity, MINUS), atto: -part.atto }));
    const { service } = entry;
    const posting = service === undefined ? {} : { posting: postingOf(scene.past, scene.event.root, service) };
    scene.made.push({ ...entry, seq: scene.seq, parts, atto: -entry.atto, ...posting });
  }
  const heads = new Map(
    own.filter(isTiers).map((entry) => [JSON.stringify([entry.assignment, entry.component]), entry]),
  );
  for (const head of heads.values()) giveWay(scene, head);
}

function componentOf({ view }: NaiveScene, { plan, component }: NaiveEntry) {
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
