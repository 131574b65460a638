import type { ByteWriter } from './byte-writer.ts';
import { writeAmount } from './decimal-bytes.ts';
import type { NativeBlock } from './native-block.ts';
import type { ColumnEncoder } from './native-columns.ts';
import { DICTIONARY_VERSION, Dictionary } from './native-dictionary.ts';

/** `Map(LowCardinality(String), String)`. */
export function textMap<Row>(
  name: string,
  get: (row: Row) => Readonly<Record<string, string>> | undefined,
): ColumnEncoder<Row> {
  return (rows, block) => {
    const map = new FlatMap(rows.length);
    for (let i = 0; i < rows.length; i += 1) {
      const record = get(rows[i] as Row);
      if (record !== undefined) for (const key of Object.keys(record)) map.put(key, record[key] ?? '');
      map.endRow(i);
    }
    map.write(block, name, 'String', (values, writer) => {
      for (const value of values) writer.text(value);
    });
  };
}

/** `Map(LowCardinality(String), Decimal(38, 18))` of decimal texts of the log; a text that is none is `log_corrupt`. */
export function decimalMap<Row>(
  name: string,
  get: (row: Row) => readonly (readonly [string, string])[],
): ColumnEncoder<Row> {
  return (rows, block) => {
    const map = new FlatMap(rows.length);
    for (let i = 0; i < rows.length; i += 1) {
      for (const [key, value] of get(rows[i] as Row)) map.put(key, value);
      map.endRow(i);
    }
    map.write(block, name, 'Decimal(38, 18)', (values, writer) => {
      const words = new Uint16Array(values.length * 8);
      for (let i = 0; i < values.length; i += 1) writeAmount(values[i] ?? '', words, i * 8);
      writer.array(words);
    });
  };
}

/** The pairs of all rows one after the other, and where each row's pairs end. */
class FlatMap {
  readonly #ends: Uint32Array;
  readonly #keys: string[] = [];
  readonly #values: string[] = [];

  constructor(rows: number) {
    this.#ends = new Uint32Array(rows * 2);
  }

  put(key: string, value: string): void {
    this.#keys.push(key);
    this.#values.push(value);
  }

  endRow(row: number): void {
    this.#ends[row * 2] = this.#keys.length;
  }

  write(
    block: NativeBlock,
    name: string,
    valueType: string,
    writeValues: (values: readonly string[], writer: ByteWriter) => void,
  ): void {
    if (this.#keys.length === 0) return;
    const writer = block.open(name, `Map(LowCardinality(String), ${valueType})`);
    const keys = new Dictionary(this.#keys.length);
    this.#keys.forEach((key, number) => {
      keys.put(number, key);
    });
    writer.uint64(DICTIONARY_VERSION);
    writer.array(this.#ends);
    keys.write(writer);
    writeValues(this.#values, writer);
  }
}
