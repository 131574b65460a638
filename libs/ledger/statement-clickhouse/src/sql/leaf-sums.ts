import { COLUMN_LEAVES } from '@suanpan/ledger-clickhouse';

/** The sums of every leaf of rows `u`, as the projection `by_posting` holds them; written as it writes them, or it is not used. */
export const LEAF_SUMS = [
  ...COLUMN_LEAVES.map((leaf) => `sum(u.quantity_${leaf}) AS quantity_${leaf}, sum(u.cost_${leaf}) AS cost_${leaf}`),
  'sumMap(u.other_quantities) AS other_quantities, sumMap(u.other_costs) AS other_costs',
].join(',\n    ');

const COLUMN_LINES = COLUMN_LEAVES.map(
  (leaf) => `('${leaf}', toDecimal128(s.quantity_${leaf}, 18), s.cost_${leaf})`,
).join(', ');

// Each line is in both maps, and a sum of maps keeps what adds up to nothing.
const OTHER_LINES = `arrayMap(leaf -> (toString(leaf), s.other_quantities[leaf], s.other_costs[leaf]), mapKeys(s.other_costs))`;

/** One row for each leaf of the sums `s`: `line.1` the leaf, `line.2` its quantity, `line.3` its cost. */
export const LEAF_LINES = `ARRAY JOIN arrayFilter(one -> one.2 != 0 OR one.3 != 0,
  arrayConcat([${COLUMN_LINES}], ${OTHER_LINES})) AS line`;

const OWN_COLUMNS = new Set<string>(COLUMN_LEAVES);

/** Quantity and cost of one leaf or charge in a row `u` that has not been added up; the item is the parameter `item`. */
export function itemColumns(item: string): { readonly quantity: string; readonly cost: string } {
  if (OWN_COLUMNS.has(item)) {
    return { quantity: `toDecimal128(u.quantity_${item}, 18)`, cost: `u.cost_${item}` };
  }
  return { quantity: 'u.other_quantities[{item:String}]', cost: 'u.other_costs[{item:String}]' };
}
