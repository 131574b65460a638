import type { SeriesPoint } from '@suanpan/catalogue';
import type { Uncharged } from '@suanpan/charging';
import type { Leaf } from '@suanpan/facts';
import { compareExact, type Exact } from '@suanpan/money';
import { matchRank, NO_MATCH } from '@suanpan/price-book';
import type { Factor } from './entry-draft.ts';
import { numberOf } from './plan-number.ts';
import type { PlanScene } from './plan-scene.ts';
import type { ReadyMultiplier } from './ready-plan.ts';
import { uncharged } from './scene.ts';
import { selectsCall, selectsLeaf } from './usage-selector.ts';

/** A multiplier whose condition holds for a call; without a value where its series has none. */
interface Held {
  readonly multiplier: ReadyMultiplier;
  readonly value: Exact | undefined;
}

const NONE: readonly Factor[] = [];
const held = new WeakMap<PlanScene, readonly Held[]>();

/** The factors that hold for a leaf of a call, in the order of the plan; with `lowest` stacking at most one. */
export function multipliersOf(scene: PlanScene, leaf: Leaf): readonly Factor[] | Uncharged {
  if (scene.ready.multipliers.length === 0) return NONE;
  let ofCall = held.get(scene);
  if (ofCall === undefined) {
    ofCall = scene.ready.multipliers.flatMap((multiplier) => holds(multiplier, scene));
    held.set(scene, ofCall);
  }
  const factors: Factor[] = [];
  for (const { multiplier, value } of ofCall) {
    if (!selectsLeaf(multiplier.selector, leaf)) continue;
    if (value === undefined)
      return uncharged('plan_incomplete', `multiplier ${multiplier.id}: its series has no value at that time`);
    factors.push({ name: multiplier.id, value });
  }
  return scene.ready.plan.stacking === 'lowest' && factors.length > 1 ? [lowestOf(factors)] : factors;
}

function lowestOf(factors: readonly Factor[]): Factor {
  return factors.reduce((lowest, factor) => (compareExact(factor.value, lowest.value) < 0 ? factor : lowest));
}

/**
 * Whether a multiplier holds. Priority and batch are what an admission granted, the priority else the project's own; what
 * the sender writes into the event itself never counts.
 */
function holds(multiplier: ReadyMultiplier, scene: PlanScene): readonly Held[] {
  const { condition, ratio, selector } = multiplier;
  const { admission, project } = scene.event;
  const asRatio = [{ multiplier, value: ratio }];
  if (!selectsCall(selector, scene.names)) return [];
  switch (condition.on) {
    case 'always':
      return asRatio;
    case 'priority': {
      const priority = admission?.priority ?? scene.view.project(project)?.defaultPriority;
      return priority === condition.priority ? asRatio : [];
    }
    case 'batch':
      return admission?.batch === true ? asRatio : [];
    case 'model':
      return matchRank(condition.model, scene.names.model) === NO_MATCH ? [] : asRatio;
    case 'series':
      return [{ multiplier, value: seriesValue(condition.series, multiplier, scene) }];
  }
}

/** As quoted at admission, else as of the call's time, kept between floor and ceiling. */
function seriesValue(series: string, { floor, ceiling }: ReadyMultiplier, scene: PlanScene): Exact | undefined {
  const quotes = scene.event.admission?.quotes;
  const quoted = quotes !== undefined && Object.hasOwn(quotes, series) ? quotes[series] : undefined;
  const value = numberOf(quoted ?? latestPoint(scene.view.under('seriesPoint', series), scene.instant)?.value);
  if (value === undefined) return undefined;
  if (compareExact(value, floor) < 0) return floor;
  return compareExact(value, ceiling) > 0 ? ceiling : value;
}

function latestPoint(points: readonly SeriesPoint[], instant: number): SeriesPoint | undefined {
  let latest: SeriesPoint | undefined;
  for (const point of points)
    if (point.from <= instant && (latest === undefined || point.from >= latest.from)) latest = point;
  return latest;
}
