import { type Plan, planFlaw } from '@suanpan/catalogue';
import { RequestFault } from '@suanpan/service-runtime';

const FIELD = /^[A-Za-z]+(?:\[\d+\]|\.[A-Za-z_]+)*/;

/**
 * Throws `plan_invalid` with the place for a plan that cannot be written. `under` is where in the request its terms stand.
 */
export function demandSoundPlan(plan: Plan, under = ''): void {
  const flaw = planFlaw(plan);
  if (flaw === undefined) return;
  throw new RequestFault('plan_invalid', flaw, {
    flaws: [{ pointer: `${under}${pointerOf(flaw, plan)}`, detail: flaw }],
  });
}

/** The field a flaw names with its first word, as a JSON pointer; empty where it names none. */
function pointerOf(flaw: string, plan: Plan): string {
  const path = (FIELD.exec(flaw)?.[0] ?? '').replaceAll(/\[(\d+)\]/g, '/$1').replaceAll('.', '/');
  return Object.hasOwn(plan, path.split('/')[0] ?? '') ? `/${path}` : '';
}
