import type { Charger } from './correction.ts';
import { type DraftLine, type EntryDraft, type Factor, factorTexts } from './entry-draft.ts';

/** A line of a component of a plan, before lines are put together into entries. */
export interface ComponentLine {
  /** With its band: `tiers#2`. */
  readonly component: string;
  readonly factors: readonly Factor[];
  readonly line: DraftLine;
}

/** Puts lines together that share component, band and factors, in the order in which they first come. */
export function draftsOf(
  lines: readonly ComponentLine[],
  { ready: { plan }, assignment }: Pick<Charger, 'ready' | 'assignment'>,
): readonly EntryDraft[] {
  const groups = new Map<string, { readonly head: ComponentLine; readonly lines: DraftLine[] }>();
  for (const head of lines) {
    const { component, factors } = head;
    const key = factors.length === 0 ? component : [component, ...factorTexts(factors)].join('\u0001');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { head, lines: [head.line] });
    else group.lines.push(head.line);
  }
  return [...groups.values()].map(({ head: { component, factors }, lines: ofEntry }) => ({
    currency: plan.currency,
    plan: plan.id,
    assignment: assignment.id,
    component,
    factors,
    lines: ofEntry,
  }));
}
