import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { Fault } from '@suanpan/fault';

/** No frame of ours unpacks to more; a larger claim is a damaged or hostile record. */
export const FRAME_BYTES_MAX = 64 * 1024 * 1024;

const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * Packs a text, or the UTF-8 bytes of one, into a record's value: zstd level 1. `record_too_large` for what no reader would
 * unpack: nothing is written that cannot be read.
 */
export function packText(text: string | Uint8Array): Buffer {
  const bytes = typeof text === 'string' ? Buffer.byteLength(text) : text.length;
  if (bytes > FRAME_BYTES_MAX) {
    throw new Fault(
      'record_too_large',
      `A record of ${bytes} bytes would not be read; the most is ${FRAME_BYTES_MAX}.`,
    );
  }
  return zstdCompressSync(text, LEVEL);
}

/** Unpacks what {@link packText} made. Anything else is `log_corrupt`. */
export function unpackText(value: Uint8Array): Buffer {
  try {
    return zstdDecompressSync(value, { maxOutputLength: FRAME_BYTES_MAX });
  } catch (cause) {
    throw new Fault('log_corrupt', 'A record is not a readable frame.', { cause });
  }
}

/** Packs lines into a record's value: UTF-8, joined by line feeds, zstd level 1. Lines must not hold a line feed. */
export function packLines(lines: readonly string[]): Buffer {
  return packText(encodeLines(lines));
}

const LINE_FEED = 10;
const BYTES_PER_CHARACTER_MAX = 3;

/**
 * The UTF-8 bytes of lines joined by line feeds, after `room` bytes that the caller fills. Lines are written one by one
 * into their place: joining them first would build every text twice, which was a seventh of what rating cost.
 */
export function encodeLines(lines: readonly string[], room = 0): Buffer {
  let bytes: Buffer = Buffer.allocUnsafe(lines.reduce((sum, line) => sum + line.length + 1, room));
  let end = room;
  lines.forEach((line, i) => {
    const due = end + 1 + line.length * BYTES_PER_CHARACTER_MAX;
    if (due > bytes.length) bytes = grown(bytes, end, due);
    if (i > 0) bytes[end++] = LINE_FEED;
    end += bytes.write(line, end);
  });
  return bytes.subarray(0, end);
}

/** Twice the place, or all that is due: it happens once per text, near its end, unless the text is hardly ASCII. */
function grown(bytes: Buffer, used: number, due: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.max(due, bytes.length * 2));
  bytes.copy(larger, 0, 0, used);
  return larger;
}

/** Unpacks what {@link packLines} made. Anything else is `log_corrupt`. */
export function unpackLines(value: Uint8Array): string[] {
  return unpackText(value).toString('utf8').split('\n');
}

const ZSTD_MAGIC = 0xfd2fb528;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;

/**
 * How many bytes a frame unpacks to, read from its header without unpacking (RFC 8878, 3.1.1.1). `undefined` for what is
 * no frame of ours, or one of a few bytes. It is a claim until unpacking has proved it.
 */
export function unpackedBytes(value: Uint8Array): number | undefined {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (bytes.length < 14 || bytes.readUInt32LE(0) !== ZSTD_MAGIC) return undefined;
  const descriptor = bytes.readUInt8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + (DICTIONARY_ID_BYTES[descriptor & 3] ?? 0);
  const size = descriptor >> 6;
  if (size === 0) return isSingleSegment ? bytes.readUInt8(at) : undefined;
  if (size === 1) return bytes.readUInt16LE(at) + 256;
  return size === 2 ? bytes.readUInt32LE(at) : undefined;
}
