import type { CatalogueView, Period, PlanAssignment } from '@suanpan/catalogue';

/** A stretch of time in which an account's calls are charged by one assignment: from inclusive, to exclusive, epoch milliseconds. */
export interface GovernedWindow {
  readonly account: string;
  readonly from: number;
  readonly to: number;
}

/** A tree is not deeper than this; a longer way up is a circle. */
const DEPTH_MAX = 64;

/**
 * When and for which accounts an assignment decides within a period: its account and everything below it, where and while no
 * nearer account has an assignment of its own and no later one has replaced it.
 */
export function governedWindows(view: CatalogueView, assignment: PlanAssignment, period: Period): GovernedWindow[] {
  const from = Math.max(period.from, assignment.effectiveFrom);
  const to = Math.min(period.to, assignment.effectiveTo ?? period.to);
  if (from >= to) return [];
  return accountsBelow(view, assignment.account).flatMap((account) => windowsOf(view, assignment, account, from, to));
}

function accountsBelow(view: CatalogueView, top: string): string[] {
  const found = new Set([top]);
  // A set is walked in the order of adding, what is added on the way included.
  for (const account of found) for (const { id } of view.under('account', account)) found.add(id);
  return [...found];
}

function windowsOf(
  view: CatalogueView,
  assignment: PlanAssignment,
  account: string,
  from: number,
  to: number,
): GovernedWindow[] {
  const chain = chainOf(view, account);
  const edges = chain
    .flatMap((id) => view.under('assignment', id))
    .flatMap(({ effectiveFrom, effectiveTo }) => [effectiveFrom, effectiveTo ?? to])
    .filter((edge) => edge > from && edge < to);
  const starts = [...new Set([from, ...edges])].sort((one, other) => one - other);
  const windows: GovernedWindow[] = [];
  for (const [i, start] of starts.entries()) {
    if (governing(view, chain, start)?.id !== assignment.id) continue;
    const end = starts[i + 1] ?? to;
    const last = windows.at(-1);
    if (last?.to === start) windows[windows.length - 1] = { ...last, to: end };
    else windows.push({ account, from: start, to: end });
  }
  return windows;
}

/** The account and everything above it, nearest first. */
function chainOf(view: CatalogueView, account: string): string[] {
  const chain: string[] = [];
  let id: string | null = account;
  while (id !== null && chain.length < DEPTH_MAX) {
    chain.push(id);
    id = view.account(id)?.parent ?? null;
  }
  return chain;
}

/** Of the nearest account that has one in force, the assignment that began last. */
function governing(view: CatalogueView, chain: readonly string[], instant: number): PlanAssignment | undefined {
  for (const account of chain) {
    const inForce = view
      .under('assignment', account)
      .filter(({ effectiveFrom, effectiveTo }) => effectiveFrom <= instant && instant < (effectiveTo ?? Infinity));
    if (inForce.length > 0)
      return inForce.reduce((one, other) => (other.effectiveFrom > one.effectiveFrom ? other : one));
  }
  return undefined;
}
