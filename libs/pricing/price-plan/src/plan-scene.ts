import type { Period, PlanAssignment } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import type { ReadyPlan } from './ready-plan.ts';
import type { Scene } from './scene.ts';
import { type CallNames, callNames } from './usage-selector.ts';

/** The scene of a call under a plan. */
export interface PlanScene extends Scene {
  readonly event: UsageEvent;
  readonly names: CallNames;
  readonly assignment: PlanAssignment;
  readonly ready: ReadyPlan;
  readonly instant: number;
  readonly service: Period;
}

export function planSceneOf(
  scene: Scene & { readonly instant: number; readonly service: Period },
  event: UsageEvent,
  assignment: PlanAssignment,
  ready: ReadyPlan,
): PlanScene {
  return { ...scene, event, names: callNames(event), assignment, ready };
}
