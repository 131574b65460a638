import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { Fault } from '@suanpan/fault';

/** No frame of ours unpacks to more; a larger claim is a damaged or hostile record. */
const FRAME_BYTES_MAX = 64 * 1024 * 1024;

const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** Packs a text, or the UTF-8 bytes of one, into a record's value: zstd level 1. */
export function packText(text: string | Uint8Array): Buffer {
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
  return packText(lines.join('\n'));
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
