const START_BYTES = 64 * 1024;
/** A text of up to this many UTF-16 units has a UTF-8 form of less than 128 bytes, so that its length takes one byte. */
const SHORT_TEXT_UNITS = 42;

/** A buffer that grows while bytes are appended; the primitives of ClickHouse's binary formats, little-endian. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(START_BYTES);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** What was written so far; valid until the next write. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#size] = value;
    this.#size += 1;
  }

  /** An unsigned LEB128 number. */
  varUint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.byte((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** A whole number below 2^53 as eight bytes. */
  uint64(value: number): void {
    this.#reserve(8);
    this.#bytes.writeUInt32LE(value >>> 0, this.#size);
    this.#bytes.writeUInt32LE(Math.floor(value / 2 ** 32), this.#size + 4);
    this.#size += 8;
  }

  /** UTF-8 with its length in front. A lone surrogate becomes U+FFFD, as everywhere in UTF-8. */
  text(value: string): void {
    if (value.length <= SHORT_TEXT_UNITS) {
      this.#reserve(SHORT_TEXT_UNITS * 3 + 1);
      const written = this.#bytes.write(value, this.#size + 1, 'utf8');
      this.#bytes[this.#size] = written;
      this.#size += written + 1;
      return;
    }
    const length = Buffer.byteLength(value, 'utf8');
    this.varUint(length);
    this.#reserve(length);
    this.#size += this.#bytes.write(value, this.#size, 'utf8');
  }

  /** The memory of a typed array as it is; the machine must be little-endian, as every one this runs on. */
  array(values: Uint8Array | Uint16Array | Uint32Array): void {
    this.#reserve(values.byteLength);
    this.#bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), this.#size);
    this.#size += values.byteLength;
  }

  #reserve(bytes: number): void {
    if (this.#size + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#size + bytes));
    this.#bytes.copy(larger, 0, 0, this.#size);
    this.#bytes = larger;
  }
}
