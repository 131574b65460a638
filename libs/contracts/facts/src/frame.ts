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
