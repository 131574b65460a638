import { CHARGES, LEAVES } from '@suanpan/facts';
import type { LineKeys } from './statement-row.ts';

const ITEMS = new Map<string, number>([...LEAVES, ...CHARGES].map((item, number) => [item, number]));

/** Compares two texts by their code units, so that no machine's locale has a say in the order of a statement. */
export function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Leaves in the order of `LEAVES`, then charges in theirs. */
export function compareItems(one: string, other: string): number {
  return (ITEMS.get(one) ?? ITEMS.size) - (ITEMS.get(other) ?? ITEMS.size) || compareText(one, other);
}

/** Within a project: by model, then leaf, then plan and component; older months first. */
export function compareLines(one: LineKeys, other: LineKeys): number {
  return (
    compareText(one.provider, other.provider) ||
    compareText(one.model, other.model) ||
    compareItems(one.item, other.item) ||
    compareText(one.plan, other.plan) ||
    compareText(one.component, other.component) ||
    compareText(one.currency, other.currency) ||
    compareText(one.servicePeriod, other.servicePeriod)
  );
}
