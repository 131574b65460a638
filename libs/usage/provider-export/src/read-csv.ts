import { Fault } from '@suanpan/fault';
import { CsvError, parse } from 'csv-parse/sync';

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
  const [header = [], ...rest] = split(text);
  const columns = header.map((name) => name.trim().toLowerCase());
  const places = new Map(columns.map((name, i) => [name, i]));
  const rows = rest
    .map((cells, i) => new CsvRow(i + 2, places, cells))
    .filter((_, i) => rest[i]?.some((cell) => cell.trim() !== ''));
  return { columns, rows };
}

const FORM = { bom: true, relax_column_count: true, skip_empty_lines: false } as const;
const LINE_ENDS = ['\r\n', '\n', '\r'];

function split(text: string): string[][] {
  try {
    return parse(text, { ...FORM, record_delimiter: LINE_ENDS }) as string[][];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = Number(error.records ?? 0) + 1;
    throw new Fault('export_malformed', `Row ${row} of the CSV cannot be read.`, { cause: error });
  }
}
