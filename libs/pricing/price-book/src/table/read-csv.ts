import { Fault } from '@suanpan/fault';

/** One record of a CSV file, by the names of its header. */
export interface CsvRecord {
  /** The line it begins on, from 1. */
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Reads RFC 4180 CSV with a header: commas, fields in double quotes where they hold commas, quotes or line ends, a byte order mark
 * and either line end. Empty lines are passed over. `price_invalid` for a record that does not fit the header.
 */
export function readCsv(text: string): CsvRecord[] {
  const [header, ...records] = rawRecords(text.replace(/^\uFEFF/, ''));
  if (header === undefined) throw new Fault('price_invalid', 'The table is empty.');
  const names = header.cells.map((cell) => cell.trim());
  if (new Set(names).size !== names.length) throw new Fault('price_invalid', 'Two columns have the same name.');
  return records.map(({ line, cells }) => {
    if (cells.length !== names.length) {
      throw new Fault('price_invalid', `Line ${line}: ${cells.length} fields where the header has ${names.length}.`);
    }
    return { line, fields: Object.fromEntries(names.map((name, i) => [name, (cells[i] ?? '').trim()])) };
  });
}

/** A quoted or plain field, and what ends it. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

function rawRecords(text: string): { readonly line: number; readonly cells: readonly string[] }[] {
  const records: { line: number; cells: string[] }[] = [];
  let line = 1;
  let cells: string[] = [];
  let start = line;
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length || cells.length > 0) {
    const field = FIELD.exec(text);
    if (field === null) throw new Fault('price_invalid', `Line ${line}: a quote that does not belong there.`);
    const [whole, quoted, plain = '', end] = field;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (end === ',') continue;
    if (cells.length > 1 || cells[0] !== '' || quoted !== undefined) records.push({ line: start, cells });
    cells = [];
    start = line;
  }
  return records;
}
