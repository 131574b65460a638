import type { CatalogueView, PlanAssignment } from '@suanpan/catalogue';
import { isInForce } from '@suanpan/price-book';

/** A tree is not deeper than this; a longer way up is a circle. */
const DEPTH_MAX = 64;

/**
 * The assignment that decides for an account at an instant: of the nearest account upwards that has one in force, the one
 * that began last. It is what `@suanpan/price-plan` charges by.
 */
export function assignmentInForce(view: CatalogueView, account: string, at: number): PlanAssignment | undefined {
  let id: string | null = account;
  for (let depth = 0; id !== null && depth < DEPTH_MAX; depth += 1) {
    const held = view.under('assignment', id).filter((assignment) => isInForce(assignment, at));
    const found = held.toSorted((a, b) => a.effectiveFrom - b.effectiveFrom).at(-1);
    if (found !== undefined) return found;
    id = view.account(id)?.parent ?? null;
  }
  return undefined;
}
