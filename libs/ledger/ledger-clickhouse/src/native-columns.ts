import { Fault } from '@suanpan/fault';
import { writeAmount, writeDecimal } from './decimal-bytes.ts';
import type { NativeBlock } from './native-block.ts';
import { DICTIONARY_VERSION, Dictionary } from './native-dictionary.ts';

/**
 * Writes one column of a block. A column in which every row holds its type's default is left out: the engine fills it
 * in for less than it costs to send, and most of the ledger's columns are empty in most chunks.
 */
export type ColumnEncoder<Row> = (rows: readonly Row[], block: NativeBlock) => void;

const TWO_32 = 2 ** 32;
const DECIMAL_WORDS = 8;

/** `UInt64` of whole numbers from 0 to 2^53 - 1; anything else in the log is `log_corrupt`. */
export function uint64<Row>(name: string, get: (row: Row) => number): ColumnEncoder<Row> {
  return (rows, block) => {
    const words = new Uint32Array(rows.length * 2);
    let filled = false;
    for (let i = 0; i < rows.length; i += 1) {
      const value = get(rows[i] as Row);
      if (value === 0) continue;
      filled = true;
      putUint64(words, i, value, name);
    }
    if (filled) block.open(name, 'UInt64').array(words);
  };
}

/** `UInt32`, for what never grows large. */
export function uint32<Row>(name: string, get: (row: Row) => number): ColumnEncoder<Row> {
  return (rows, block) => {
    const words = new Uint32Array(rows.length);
    let filled = false;
    for (let i = 0; i < rows.length; i += 1) {
      const value = get(rows[i] as Row);
      if (value === 0) continue;
      if (value >>> 0 !== value)
        throw new Fault('log_corrupt', `A fact holds a number in ${name} that is not a count.`);
      filled = true;
      words[i] = value;
    }
    if (filled) block.open(name, 'UInt32').array(words);
  };
}

/** `Nullable(UInt64)`: what is not known stays unknown. */
export function nullableUint64<Row>(name: string, get: (row: Row) => number | undefined): ColumnEncoder<Row> {
  return (rows, block) => {
    const nulls = new Uint8Array(rows.length).fill(1);
    const words = new Uint32Array(rows.length * 2);
    let filled = false;
    for (let i = 0; i < rows.length; i += 1) {
      const value = get(rows[i] as Row);
      if (value === undefined) continue;
      filled = true;
      nulls[i] = 0;
      putUint64(words, i, value, name);
    }
    if (!filled) return;
    const writer = block.open(name, 'Nullable(UInt64)');
    writer.array(nulls);
    writer.array(words);
  };
}

/** `Array(UInt64)`. */
export function uint64List<Row>(name: string, get: (row: Row) => readonly number[] | undefined): ColumnEncoder<Row> {
  return (rows, block) => {
    const ends = new Uint32Array(rows.length * 2);
    const numbers: number[] = [];
    for (let i = 0; i < rows.length; i += 1) {
      const list = get(rows[i] as Row);
      if (list !== undefined) numbers.push(...list);
      ends[i * 2] = numbers.length;
    }
    if (numbers.length === 0) return;
    const words = new Uint32Array(numbers.length * 2);
    numbers.forEach((number, at) => {
      putUint64(words, at, number, name);
    });
    const writer = block.open(name, 'Array(UInt64)');
    writer.array(ends);
    writer.array(words);
  };
}

/** `Array(LowCardinality(String))`. */
export function textList<Row>(name: string, get: (row: Row) => readonly string[] | undefined): ColumnEncoder<Row> {
  return (rows, block) => {
    const ends = new Uint32Array(rows.length * 2);
    const texts: string[] = [];
    for (let i = 0; i < rows.length; i += 1) {
      const list = get(rows[i] as Row);
      if (list !== undefined) texts.push(...list);
      ends[i * 2] = texts.length;
    }
    if (texts.length === 0) return;
    const numbers = new Dictionary(texts.length);
    texts.forEach((each, at) => {
      numbers.put(at, each);
    });
    const writer = block.open(name, 'Array(LowCardinality(String))');
    writer.uint64(DICTIONARY_VERSION);
    writer.array(ends);
    numbers.write(writer);
  };
}

function putUint64(words: Uint32Array, at: number, value: number, name: string): void {
  if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER && Math.floor(value) === value)) {
    throw new Fault('log_corrupt', `A fact holds a number in ${name} that is not a count.`);
  }
  words[at * 2] = value;
  words[at * 2 + 1] = value / TWO_32;
}

/** `UInt8` of 0 and 1. */
export function flag<Row>(name: string, get: (row: Row) => boolean): ColumnEncoder<Row> {
  return (rows, block) => {
    const bytes = new Uint8Array(rows.length);
    let filled = false;
    for (let i = 0; i < rows.length; i += 1) {
      if (!get(rows[i] as Row)) continue;
      filled = true;
      bytes[i] = 1;
    }
    if (filled) block.open(name, 'UInt8').array(bytes);
  };
}

/** `DateTime64(3, 'UTC')` of epoch milliseconds, also before 1970. */
export function instant<Row>(name: string, get: (row: Row) => number): ColumnEncoder<Row> {
  return (rows, block) => {
    const words = new Uint32Array(rows.length * 2);
    for (let i = 0; i < rows.length; i += 1) {
      const value = get(rows[i] as Row);
      words[i * 2] = value;
      words[i * 2 + 1] = Math.floor(value / TWO_32);
    }
    block.open(name, "DateTime64(3, 'UTC')").array(words);
  };
}

/** `String`. */
export function text<Row>(name: string, get: (row: Row) => string): ColumnEncoder<Row> {
  return (rows, block) => {
    if (rows.every((row) => get(row) === '')) return;
    const writer = block.open(name, 'String');
    for (let i = 0; i < rows.length; i += 1) writer.text(get(rows[i] as Row));
  };
}

/** `LowCardinality(String)`: each value once in a dictionary, then its number per row. */
export function dictionary<Row>(name: string, get: (row: Row) => string): ColumnEncoder<Row> {
  return (rows, block) => {
    const numbers = new Dictionary(rows.length);
    for (let i = 0; i < rows.length; i += 1) numbers.put(i, get(rows[i] as Row));
    if (numbers.empty) return;
    const writer = block.open(name, 'LowCardinality(String)');
    writer.uint64(DICTIONARY_VERSION);
    numbers.write(writer);
  };
}

/** `Nullable(Decimal(38, 18))` of decimal text the rated log wrote; a text that is none is `log_corrupt`. */
export function nullableAmount<Row>(name: string, get: (row: Row) => string | undefined): ColumnEncoder<Row> {
  return nullableDecimalBy(name, get, (value, words, at) => {
    writeAmount(value, words, at);
    return true;
  });
}

/** `Nullable(Decimal(38, 18))` of a sender's own text; one that does not fit the type is not known. */
export function nullableClaim<Row>(name: string, get: (row: Row) => string | undefined): ColumnEncoder<Row> {
  return nullableDecimalBy(name, get, writeDecimal);
}

function nullableDecimalBy<Row>(
  name: string,
  get: (row: Row) => string | undefined,
  write: (value: string, words: Uint16Array, at: number) => boolean,
): ColumnEncoder<Row> {
  return (rows, block) => {
    const nulls = new Uint8Array(rows.length).fill(1);
    const words = new Uint16Array(rows.length * DECIMAL_WORDS);
    let filled = false;
    for (let i = 0; i < rows.length; i += 1) {
      const value = get(rows[i] as Row);
      if (value === undefined || !write(value, words, i * DECIMAL_WORDS)) continue;
      filled = true;
      nulls[i] = 0;
    }
    if (!filled) return;
    const writer = block.open(name, 'Nullable(Decimal(38, 18))');
    writer.array(nulls);
    writer.array(words);
  };
}
