/**
 * LZ4 blocks, which Node has no codec for. Source: `doc/lz4_Block_format.md` of the LZ4 project. Written here because it
 * is small and reads what strangers send: every length and every offset is checked before it is used.
 */
const MIN_MATCH = 4;
/** The last match starts at least this many bytes before the end, and the last five bytes are literals. */
const LAST_MATCH_BEFORE_END = 12;
const LAST_LITERALS = 5;
const HASH_BITS = 13;
/** Places are kept in blocks this long, so that an offset always fits into its two bytes. */
export const LZ4_BLOCK_BYTES_AT_MOST = 65_536;

/** Compresses up to 64 KiB: greedy, one candidate per place, as LZ4's own fast mode. */
export function lz4Compress(bytes: Buffer): Buffer {
  if (bytes.length > LZ4_BLOCK_BYTES_AT_MOST) throw new RangeError('An LZ4 block is made of at most 64 KiB here.');
  const out = Buffer.allocUnsafe(bytes.length + Math.ceil(bytes.length / 255) + 16);
  const places = new Int32Array(1 << HASH_BITS).fill(-1);
  let from = 0;
  let to = 0;
  for (let at = 0; at <= bytes.length - LAST_MATCH_BEFORE_END; ) {
    const word = bytes.readUInt32LE(at);
    const slot = Math.imul(word, 2654435761) >>> (32 - HASH_BITS);
    const candidate = places[slot] as number;
    places[slot] = at;
    if (candidate < 0 || bytes.readUInt32LE(candidate) !== word) {
      at += 1;
      continue;
    }
    const length = matchLength(bytes, candidate, at);
    to = writeSequence(out, to, { bytes, from, at, offset: at - candidate, length });
    at += length;
    from = at;
  }
  to = writeSequence(out, to, { bytes, from, at: bytes.length, offset: 0, length: 0 });
  return out.subarray(0, to);
}

function matchLength(bytes: Buffer, candidate: number, at: number): number {
  const end = bytes.length - LAST_LITERALS;
  let length = MIN_MATCH;
  while (at + length < end && bytes[candidate + length] === bytes[at + length]) length += 1;
  return length;
}

/** Literals `from` until `at`, then a match; the last sequence of a block has no match. */
interface Sequence {
  readonly bytes: Buffer;
  readonly from: number;
  readonly at: number;
  readonly offset: number;
  readonly length: number;
}

function writeSequence(out: Buffer, start: number, { bytes, from, at, offset, length }: Sequence): number {
  const literals = at - from;
  const matched = length === 0 ? 0 : length - MIN_MATCH;
  out[start] = (Math.min(literals, 15) << 4) | Math.min(matched, 15);
  let to = literals < 15 ? start + 1 : writeLength(out, start + 1, literals - 15);
  to += bytes.copy(out, to, from, at);
  if (length === 0) return to;
  to = out.writeUInt16LE(offset, to);
  return matched < 15 ? to : writeLength(out, to, matched - 15);
}

function writeLength(out: Buffer, start: number, length: number): number {
  let to = start;
  for (let rest = length; ; rest -= 255) {
    out[to] = Math.min(rest, 255);
    to += 1;
    if (rest < 255) return to;
  }
}

/** Decompresses one block of a known size. Undefined if the bytes are not a block of exactly that size. */
export function lz4Decompress(bytes: Buffer, size: number): Buffer | undefined {
  const out = Buffer.allocUnsafe(size);
  const source = new LengthReader(bytes);
  let to = 0;
  while (source.at < bytes.length) {
    const token = bytes[source.at++] as number;
    const literals = source.length(token >> 4);
    if (literals > size - to || literals > bytes.length - source.at) return undefined;
    to += bytes.copy(out, to, source.at, source.at + literals);
    source.at += literals;
    if (source.at === bytes.length) return to === size ? out : undefined;
    if (source.at + 2 > bytes.length) return undefined;
    const offset = bytes.readUInt16LE(source.at);
    source.at += 2;
    const length = source.length(token & 15) + MIN_MATCH;
    if (offset === 0 || offset > to || length > size - to) return undefined;
    to = copyMatch(out, to, offset, length);
  }
  return undefined;
}

/** A match may reach into what it writes itself: a run of one byte has the offset 1. */
function copyMatch(out: Buffer, start: number, offset: number, length: number): number {
  if (offset >= length) out.copyWithin(start, start - offset, start - offset + length);
  else for (let index = 0; index < length; index++) out[start + index] = out[start - offset + index] as number;
  return start + length;
}

class LengthReader {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Fifteen is followed by more bytes, up to the first that is not 255. */
  length(nibble: number): number {
    if (nibble < 15) return nibble;
    let length = nibble;
    for (;;) {
      // Behind the end nothing more is added; the caller then finds that too little is left.
      const more = this.#bytes[this.at++] ?? 0;
      length += more;
      if (more !== 255) return length;
    }
  }
}
