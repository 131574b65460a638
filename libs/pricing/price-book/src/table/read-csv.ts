import { Fault } from '@suanpan/fault';
import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';

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
  const [header, ...records] = rawRecords(text);
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

const FORM = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true } as const;
const LINE_ENDS = ['\r\n', '\n', '\r'];

function rawRecords(text: string): { readonly line: number; readonly cells: readonly string[] }[] {
  let [ended, empty] = [0, 0];
  return parsed(text).map(({ record, info }) => {
    // The line a record begins on: behind the one before it and the empty lines between.
    const line = ended + (info.empty_lines - empty) + 1;
    [ended, empty] = [info.lines, info.empty_lines];
    return { line, cells: record };
  });
}

function parsed(text: string) {
  try {
    return parse(text, { ...FORM, record_delimiter: LINE_ENDS }) as unknown as {
      readonly record: string[];
      readonly info: InfoRecord;
    }[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Fault('price_invalid', `Line ${error.lines}: a quote that does not belong there.`, { cause: error });
  }
}
