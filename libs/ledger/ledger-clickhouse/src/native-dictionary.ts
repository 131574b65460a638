import type { ByteWriter } from './byte-writer.ts';

/** Stands once in front of everything else of a column that has a dictionary. */
export const DICTIONARY_VERSION = 1;
/** HasAdditionalKeysBit and NeedUpdateDictionary: the block brings its whole dictionary along. */
const OWN_DICTIONARY = 0x600;

/** The values of a `LowCardinality(String)`: each distinct text once, the empty one first, and a number per row. */
export class Dictionary {
  readonly #numbers: Uint32Array;
  readonly #byText = new Map<string, number>([['', 0]]);
  #last = '';
  #lastNumber = 0;

  constructor(rows: number) {
    this.#numbers = new Uint32Array(rows);
  }

  /** Whether every row holds the empty text. */
  get empty(): boolean {
    return this.#byText.size === 1;
  }

  put(row: number, value: string): void {
    if (value !== this.#last) {
      let number = this.#byText.get(value);
      if (number === undefined) {
        number = this.#byText.size;
        this.#byText.set(value, number);
      }
      this.#last = value;
      this.#lastNumber = number;
    }
    this.#numbers[row] = this.#lastNumber;
  }

  write(writer: ByteWriter): void {
    const size = this.#byText.size;
    const width = size <= 0x100 ? 0 : size <= 0x10000 ? 1 : 2;
    writer.uint64(OWN_DICTIONARY | width);
    writer.uint64(size);
    for (const value of this.#byText.keys()) writer.text(value);
    writer.uint64(this.#numbers.length);
    if (width === 0) writer.array(Uint8Array.from(this.#numbers));
    else if (width === 1) writer.array(Uint16Array.from(this.#numbers));
    else writer.array(this.#numbers);
  }
}
