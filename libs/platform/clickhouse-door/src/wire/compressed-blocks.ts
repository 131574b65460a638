import { Transform, type TransformCallback } from 'node:stream';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { EngineError } from '../engine-error.ts';
import { cityHash128 } from './city-hash.ts';
import { LZ4_BLOCK_BYTES_AT_MOST, lz4Compress, lz4Decompress } from './lz4-block.ts';

/**
 * ClickHouse's own framing of compressed data over HTTP (`compress=1`, `decompress=1`): blocks, each of a checksum of 16
 * bytes over what follows, the method, the compressed size with these nine bytes, the size before, and the data.
 * Source: `src/Compression/CompressedReadBufferBase.cpp` and `ICompressionCodec.cpp` of ClickHouse.
 */
const CHECKSUM_BYTES = 16;
const HEAD_BYTES = 9;
const NONE = 0x02;
const LZ4 = 0x82;
const ZSTD = 0x90;

/** A block may hold this much before compression; clients make blocks of up to 10 MiB. */
export const BLOCK_BYTES_AT_MOST = 16 * 1024 * 1024;

function broken(what: string): EngineError {
  return new EngineError(271, 'CANNOT_DECOMPRESS', `The body is not compressed as decompress=1 says: ${what}`);
}

function framed(method: number, data: Buffer, size: number): Buffer {
  const block = Buffer.allocUnsafe(CHECKSUM_BYTES + HEAD_BYTES + data.length);
  block[CHECKSUM_BYTES] = method;
  block.writeUInt32LE(HEAD_BYTES + data.length, CHECKSUM_BYTES + 1);
  block.writeUInt32LE(size, CHECKSUM_BYTES + 5);
  data.copy(block, CHECKSUM_BYTES + HEAD_BYTES);
  cityHash128(block.subarray(CHECKSUM_BYTES)).copy(block);
  return block;
}

/** How blocks are compressed; ClickHouse uses LZ4 where nothing is asked for. */
export type BlockMethod = 'LZ4' | 'ZSTD';

/** One block of up to 64 KiB. */
export function blockOf(bytes: Buffer, method: BlockMethod): Buffer {
  return method === 'ZSTD'
    ? framed(ZSTD, zstdCompressSync(bytes), bytes.length)
    : framed(LZ4, lz4Compress(bytes), bytes.length);
}

/** Answers in blocks: what is written becomes a block once 64 KiB are together, or at the end. */
export class BlockWriter extends Transform {
  readonly #method: BlockMethod;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(method: BlockMethod) {
    super();
    this.#method = method;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let rest = chunk;
    while (this.#heldBytes + rest.length >= LZ4_BLOCK_BYTES_AT_MOST) {
      const bytes = LZ4_BLOCK_BYTES_AT_MOST - this.#heldBytes;
      this.#hold(rest.subarray(0, bytes));
      rest = rest.subarray(bytes);
      this.#emit();
    }
    if (rest.length > 0) this.#hold(rest);
    done();
  }

  override _flush(done: TransformCallback): void {
    this.#emit();
    done();
  }

  #hold(bytes: Buffer): void {
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
  }

  #emit(): void {
    if (this.#heldBytes === 0) return;
    this.push(blockOf(Buffer.concat(this.#held, this.#heldBytes), this.#method));
    this.#held = [];
    this.#heldBytes = 0;
  }
}

/** Reads blocks. A size is believed only up to a bound, and only once the checksum agrees. */
export class BlockReader extends Transform {
  readonly #bytesAtMost: number;
  #chunks: Buffer[] = [];
  #heldBytes = 0;
  /** How much must be held before it is worth looking: what is held is joined once a block, not once a chunk. */
  #wantedBytes = CHECKSUM_BYTES + HEAD_BYTES;

  constructor(bytesAtMost = BLOCK_BYTES_AT_MOST) {
    super();
    this.#bytesAtMost = bytesAtMost;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#chunks.push(chunk);
    this.#heldBytes += chunk.length;
    try {
      if (this.#heldBytes >= this.#wantedBytes) this.#read();
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    done(this.#heldBytes === 0 ? null : broken('it ends within a block'));
  }

  #read(): void {
    let held = Buffer.concat(this.#chunks, this.#heldBytes);
    for (;;) {
      this.#wantedBytes = this.#lengthOfFirst(held);
      if (held.length < this.#wantedBytes) break;
      this.push(decoded(held.subarray(0, this.#wantedBytes)));
      held = held.subarray(this.#wantedBytes);
    }
    this.#chunks = [held];
    this.#heldBytes = held.length;
  }

  /** The length of the first block, or of its head while that is not here. */
  #lengthOfFirst(held: Buffer): number {
    if (held.length < CHECKSUM_BYTES + HEAD_BYTES) return CHECKSUM_BYTES + HEAD_BYTES;
    const compressed = held.readUInt32LE(CHECKSUM_BYTES + 1);
    const size = held.readUInt32LE(CHECKSUM_BYTES + 5);
    const atMost = this.#bytesAtMost;
    if (size > atMost || compressed > atMost + atMost / 128 + 1024) {
      throw broken(`a block may hold at most ${atMost} bytes`);
    }
    if (compressed < HEAD_BYTES) throw broken('a block is shorter than its head');
    return CHECKSUM_BYTES + compressed;
  }
}

function decoded(block: Buffer): Buffer {
  const guarded = block.subarray(CHECKSUM_BYTES);
  if (!cityHash128(guarded).equals(block.subarray(0, CHECKSUM_BYTES))) throw broken('a checksum does not agree');
  const size = guarded.readUInt32LE(5);
  const data = guarded.subarray(HEAD_BYTES);
  const bytes = dataOf(guarded[0] ?? 0, data, size);
  if (bytes?.length !== size) throw broken('a block does not hold what its head says');
  return bytes;
}

function dataOf(method: number, data: Buffer, size: number): Buffer | undefined {
  if (method === NONE) return data;
  if (method === LZ4) return lz4Decompress(data, size);
  if (method !== ZSTD) throw broken(`the method 0x${method.toString(16)} is not served, only NONE, LZ4 and ZSTD are`);
  try {
    return zstdDecompressSync(data, { maxOutputLength: Math.max(size, 1) });
  } catch {
    // What zlib says of it is of no use to a client; the caller tells that the block is not what it says.
    return undefined;
  }
}
