import { CHARGES, type Charge, type EntryLine, LEAVES, type Leaf, quantityOfLeaf } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { attoFromDecimal, decimalFromAtto } from '@suanpan/money';
import { addAmount } from './decimal-bytes.ts';
import type { NativeBlock } from './native-block.ts';
import { decimalMap } from './native-map.ts';
import type { UsageRow } from './usage-row.ts';

const DECIMAL_WORDS = 8;

/**
 * Leaves with columns of their own, `quantity_<leaf>` and `cost_<leaf>`. Each further column costs every insert about
 * a twentieth of a millisecond, so the others, and charges without usage, share the maps `other_quantities` and
 * `other_costs`, and `cost_other`.
 */
export const COLUMN_LEAVES: readonly Leaf[] = LEAVES.filter((leaf) => quantityOfLeaf(leaf)?.stored === 'column');

const COLUMN_OF = new Map<string, number>(COLUMN_LEAVES.map((leaf, number) => [leaf, number]));
const KNOWN = new Set<string>([...LEAVES, ...CHARGES]);

/** Quantity and cost of one leaf over the rows of a chunk; made when the first line of the leaf turns up. */
interface LeafColumns {
  readonly counts: Float64Array;
  readonly costs: Uint16Array;
}

/** Quantity and cost of one of the remaining leaves, decimal text. */
interface OtherLine {
  readonly leaf: Leaf | Charge;
  readonly quantity: string;
  readonly amount: string;
}

/** The lines of the remaining leaves, per row. */
interface OtherLines {
  readonly lines: (OtherLine[] | undefined)[];
  readonly costs: Uint16Array;
}

/** Writes quantities and costs of all leaves in one pass over the lines of all entries. Lines of one leaf add up. */
export function encodeLeaves(rows: readonly UsageRow[], block: NativeBlock): void {
  const columns: (LeafColumns | undefined)[] = COLUMN_LEAVES.map(() => undefined);
  let others: OtherLines | undefined;
  for (let i = 0; i < rows.length; i += 1) {
    const lines = rows[i]?.entry?.lines;
    if (lines === undefined) continue;
    for (let j = 0; j < lines.length; j += 1) {
      const line = lines[j] as EntryLine;
      const number = COLUMN_OF.get(line.leaf);
      if (number === undefined) {
        others ??= { lines: [], costs: new Uint16Array(rows.length * DECIMAL_WORDS) };
        addOther(others, i, line);
        continue;
      }
      const column = columns[number] ?? emptyColumns(rows.length);
      columns[number] = column;
      addAmount(line.amount, column.costs, i * DECIMAL_WORDS);
      column.counts[i] = (column.counts[i] ?? 0) + countOf(line);
    }
  }
  COLUMN_LEAVES.forEach((leaf, number) => {
    const column = columns[number];
    if (column !== undefined) writeLeaf(leaf, column, block);
  });
  if (others !== undefined) writeOthers(others, rows.length, block);
}

function addOther(others: OtherLines, row: number, line: EntryLine): void {
  if (!KNOWN.has(line.leaf)) throw new Fault('log_corrupt', 'An entry names a leaf that does not exist.');
  const lines = others.lines[row] ?? [];
  others.lines[row] = lines;
  addAmount(line.amount, others.costs, row * DECIMAL_WORDS);
  const { leaf, amount } = line;
  const quantity = String(line.quantity);
  const at = lines.findIndex((before) => before.leaf === leaf);
  const before = lines[at];
  if (before === undefined) lines.push({ leaf, quantity, amount });
  else lines[at] = { leaf, quantity: sum(before.quantity, quantity), amount: sum(before.amount, amount) };
}

function sum(one: string, other: string): string {
  const [a, b] = [attoFromDecimal(one), attoFromDecimal(other)];
  if (a === undefined || b === undefined) throw new Fault('log_corrupt', 'A line of an entry holds no decimal.');
  return decimalFromAtto(a + b);
}

/** Negative where usage is taken back. */
function countOf({ leaf, quantity }: EntryLine): number {
  const count = Number(quantity);
  if (Number.isSafeInteger(count)) return count;
  throw new Fault('log_corrupt', `An entry holds a quantity of ${leaf} that is not a count.`);
}

function emptyColumns(rows: number): LeafColumns {
  return { counts: new Float64Array(rows), costs: new Uint16Array(rows * DECIMAL_WORDS) };
}

function writeLeaf(leaf: Leaf, { counts, costs }: LeafColumns, block: NativeBlock): void {
  const words = new Uint32Array(counts.length * 2);
  for (let row = 0; row < counts.length; row += 1) {
    const count = counts[row] ?? 0;
    words[row * 2] = count;
    words[row * 2 + 1] = Math.floor(count / 2 ** 32);
  }
  block.open(`quantity_${leaf}`, 'Int64').array(words);
  block.open(`cost_${leaf}`, 'Decimal(38, 18)').array(costs);
}

function writeOthers({ lines, costs }: OtherLines, rows: number, block: NativeBlock): void {
  block.open('cost_other', 'Decimal(38, 18)').array(costs);
  const pairs = Array.from({ length: rows }, (_, row) => lines[row] ?? []);
  decimalMap<OtherLine[]>('other_costs', (row) => row.map(({ leaf, amount }) => [leaf, amount]))(pairs, block);
  decimalMap<OtherLine[]>('other_quantities', (row) => row.map(({ leaf, quantity }) => [leaf, quantity]))(pairs, block);
}
