import { Fault } from '@suanpan/fault';

/** One row of a CSV document, by column. */
export class CsvRow {
  /** As a spreadsheet counts: the header is 1. */
  readonly number: number;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #cells: readonly string[];

  constructor(number: number, columns: ReadonlyMap<string, number>, cells: readonly string[]) {
    this.number = number;
    this.#columns = columns;
    this.#cells = cells;
  }

  has(column: string): boolean {
    return this.#columns.has(column);
  }

  /** The trimmed cell; empty where the column is missing. */
  text(column: string): string {
    const place = this.#columns.get(column);
    return place === undefined ? '' : (this.#cells[place] ?? '').trim();
  }

  /** The cell as `read` understands it; what it does not understand is `export_malformed`. */
  value<T>(column: string, read: (text: string) => T | undefined): T {
    const value = read(this.text(column));
    if (value !== undefined) return value;
    throw new Fault('export_malformed', `Row ${this.number} has no readable ${column}.`);
  }
}

export interface CsvDocument {
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
}

/** Reads CSV (RFC 4180, line feeds alone allowed); rows without any text are left out. A quote that never ends is `export_malformed`. */
export function readCsv(text: string): CsvDocument {
  const [header = [], ...rest] = split(text.replace(/^\uFEFF/, ''));
  const columns = header.map((name) => name.trim().toLowerCase());
  const places = new Map(columns.map((name, i) => [name, i]));
  const rows = rest
    .map((cells, i) => new CsvRow(i + 2, places, cells))
    .filter((_, i) => rest[i]?.some((cell) => cell.trim() !== ''));
  return { columns, rows };
}

// A cell: quoted with doubled quotes inside, or plain; then what ends it.
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\r|$)/y;

function split(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  CELL.lastIndex = 0;
  while (CELL.lastIndex < text.length) {
    const at = CELL.lastIndex;
    const cell = CELL.exec(text);
    if (cell === null) throw new Fault('export_malformed', `Row ${rows.length + 1} of the CSV cannot be read.`);
    const [, quoted, plain = '', end] = cell;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ',') {
      rows.push(row);
      row = [];
    } else if (CELL.lastIndex === text.length) {
      rows.push([...row, '']);
      row = [];
    }
    if (CELL.lastIndex === at) break;
  }
  return rows;
}
