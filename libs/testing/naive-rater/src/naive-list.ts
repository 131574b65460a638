import { priceLeaves } from '@suanpan/price-usage';
import { fraction } from './fraction.ts';
import type { NaiveEntry } from './naive-entry.ts';
import { markups } from './naive-factors.ts';
import { makeEntries, type NaiveScene, type PlanScene } from './naive-scene.ts';

/** Charges a call at list prices and the mark-up on them, without a plan; false where something has no price. */
export function callByList(scene: NaiveScene): boolean {
  const { event, view } = scene;
  const found = priceLeaves(event, view);
  if (!found.priced) return false;
  const factors = markups(event, view);
  for (const currency of new Set(found.leaves.map(({ row }) => row.currency))) {
    const pieces = found.leaves
      .filter(({ row }) => row.currency === currency)
      .map(({ leaf, quantity, row }) => {
        const price = fraction(row.unitPrice);
        return { leaf, quantity: fraction(quantity), price, list: price, factors };
      });
    const start = scene.made.length;
    makeEntries(scene as PlanScene, 'list', pieces);
    for (let i = start; i < scene.made.length; i += 1) scene.made[i] = { ...(scene.made[i] as NaiveEntry), currency };
  }
  return true;
}
