import { type EntryLine, LEAVES, type Leaf } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { addAmount } from './decimal-bytes.ts';
import type { NativeBlock } from './native-block.ts';
import type { UsageRow } from './usage-row.ts';

const DECIMAL_WORDS = 8;
const NUMBER_OF = new Map<string, number>(LEAVES.map((leaf, number) => [leaf, number]));

/** The one leaf whose quantity has a fraction; its column is a decimal, all others are whole numbers. */
export const FRACTIONAL_LEAF: Leaf = 'second';

/** Quantity and cost of one leaf over the rows of a chunk; made when the first line of the leaf turns up. */
interface LeafColumns {
  /** Whole quantities; sums of lines stay exact because each is below 2^53. */
  readonly counts: Float64Array;
  /** Quantities of the fractional leaf. */
  readonly fractions: Uint16Array;
  readonly costs: Uint16Array;
}

/**
 * Writes the columns `quantity_<leaf>` and `cost_<leaf>` in one pass over the lines of all entries. Lines of one leaf
 * under several prices add up. Leaves that no line names are left out.
 */
export function encodeLeaves(rows: readonly UsageRow[], block: NativeBlock): void {
  const columns: (LeafColumns | undefined)[] = LEAVES.map(() => undefined);
  for (let i = 0; i < rows.length; i += 1) {
    const lines = rows[i]?.entry?.lines;
    if (lines === undefined) continue;
    for (let j = 0; j < lines.length; j += 1) {
      const line = lines[j] as EntryLine;
      const number = numberOf(line.leaf);
      const column = columns[number] ?? emptyColumns(rows.length, line.leaf);
      columns[number] = column;
      addAmount(line.amount, column.costs, i * DECIMAL_WORDS);
      if (line.leaf === FRACTIONAL_LEAF) addAmount(String(line.quantity), column.fractions, i * DECIMAL_WORDS);
      else column.counts[i] = (column.counts[i] ?? 0) + countOf(line);
    }
  }
  LEAVES.forEach((leaf, number) => {
    const column = columns[number];
    if (column !== undefined) writeLeaf(leaf, column, block);
  });
}

function numberOf(leaf: Leaf): number {
  const number = NUMBER_OF.get(leaf);
  if (number === undefined) throw new Fault('log_corrupt', 'An entry names a leaf that does not exist.');
  return number;
}

function countOf({ leaf, quantity }: EntryLine): number {
  const count = Number(quantity);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new Fault('log_corrupt', `An entry holds a quantity of ${leaf} that is not a count.`);
}

function emptyColumns(rows: number, leaf: Leaf): LeafColumns {
  const words = rows * DECIMAL_WORDS;
  const fractional = leaf === FRACTIONAL_LEAF;
  return {
    counts: new Float64Array(fractional ? 0 : rows),
    fractions: new Uint16Array(fractional ? words : 0),
    costs: new Uint16Array(words),
  };
}

function writeLeaf(leaf: Leaf, { counts, fractions, costs }: LeafColumns, block: NativeBlock): void {
  if (leaf === FRACTIONAL_LEAF) {
    block.open(`quantity_${leaf}`, 'Decimal(38, 18)').array(fractions);
  } else {
    const words = new Uint32Array(counts.length * 2);
    counts.forEach((count, row) => {
      words[row * 2] = count;
      words[row * 2 + 1] = count / 2 ** 32;
    });
    block.open(`quantity_${leaf}`, 'UInt64').array(words);
  }
  block.open(`cost_${leaf}`, 'Decimal(38, 18)').array(costs);
}
