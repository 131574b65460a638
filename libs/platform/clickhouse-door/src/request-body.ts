import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { EngineError } from './engine-error.ts';
import { BLOCK_BYTES_AT_MOST, BlockReader } from './wire/compressed-blocks.ts';

const DECODERS: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** Text of a statement may be this long; data may be longer, it goes to a file. */
const STATEMENT_BYTES_AT_MOST = 16 * 1024 * 1024;
/** An analyst's statement: as long as the engine reads one by default (`max_query_size`). Counted as it arrives, decoded. */
export const ANALYST_STATEMENT_BYTES_AT_MOST = 256 * 1024;
/** How much of a body is looked at to find where its data starts. */
const HEAD_BYTES = 64 * 1024;

/** How a body is read. */
export interface BodyReading {
  /** Whether it comes in ClickHouse's own compressed blocks (`decompress=1`). */
  readonly inBlocks?: boolean;
  /** A statement may have this many bytes, decoded. */
  readonly bytesAtMost?: number | undefined;
}

/** The body as bytes without its content encoding, and without its blocks. */
function decoded(request: IncomingMessage, { inBlocks = false, bytesAtMost }: BodyReading): Readable {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  const decoder = encoding === 'identity' || encoding === '' ? undefined : DECODERS[encoding]?.();
  if (decoder === undefined && encoding !== 'identity' && encoding !== '') {
    throw new EngineError(48, 'NOT_IMPLEMENTED', `Content-Encoding ${encoding} is not served`);
  }
  const blocks = inBlocks
    ? new BlockReader(Math.min(bytesAtMost ?? BLOCK_BYTES_AT_MOST, BLOCK_BYTES_AT_MOST))
    : undefined;
  const stages = [decoder, blocks].filter((stage) => stage !== undefined);
  // A broken upload must break the reader too, or half a body would look whole.
  request.on('close', () => {
    if (!request.complete) for (const stage of stages) stage.destroy(new Error('The request ended before its body.'));
  });
  return stages.reduce<Readable>((from, stage) => {
    from.on('error', (error) => stage.destroy(error));
    return from.pipe(stage);
  }, request);
}

export function tooLong(bytesAtMost: number): EngineError {
  return new EngineError(223, 'QUERY_IS_TOO_LARGE', `A statement may have at most ${bytesAtMost} bytes`);
}

/** Reads a request's body in parts: first a head, then the rest as text or into a file. */
export class RequestBody {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #statementBytesAtMost: number;
  #ahead: Buffer = Buffer.alloc(0);
  #done = false;

  constructor(request: IncomingMessage, signal: AbortSignal, reading: BodyReading = {}) {
    this.#statementBytesAtMost = reading.bytesAtMost ?? STATEMENT_BYTES_AT_MOST;
    const body = decoded(request, reading);
    // An error is met where the body is read; while nobody reads it must not end the process.
    for (const stream of [request, body]) stream.on('error', () => undefined);
    signal.addEventListener('abort', () => body.destroy(new Error('The request was stopped.')), { once: true });
    this.#chunks = body.iterator()[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** Gives the start of the body, at least 64 KiB unless it is shorter, and leaves it to be read again. */
  async head(): Promise<Buffer> {
    while (this.#ahead.length < HEAD_BYTES && (await this.#more()));
    return this.#ahead;
  }

  /** Drops bytes from the start of what `head` gave. */
  skip(bytes: number): void {
    this.#ahead = this.#ahead.subarray(bytes);
  }

  /** Gives the whole body, if a statement may be that long, and leaves it to be read again. */
  async whole(): Promise<Buffer> {
    do {
      if (this.#ahead.length > this.#statementBytesAtMost) throw tooLong(this.#statementBytesAtMost);
    } while (await this.#more());
    return this.#ahead;
  }

  /** The rest of the body as text. */
  async text(): Promise<string> {
    const text = (await this.whole()).toString('utf8');
    this.#ahead = Buffer.alloc(0);
    return text;
  }

  /** Writes `before` and the rest of the body to a file and gives its size. Fails if the body did not arrive whole. */
  async toFile(file: string, before: Buffer): Promise<number> {
    let bytes = 0;
    const source = async function* (this: RequestBody): AsyncGenerator<Buffer> {
      if (before.length > 0) yield before;
      do {
        const chunk = this.#ahead;
        this.#ahead = Buffer.alloc(0);
        bytes += chunk.length;
        if (chunk.length > 0) yield chunk;
      } while (await this.#more());
    };
    await pipeline(Readable.from(source.call(this), { objectMode: false }), createWriteStream(file, { mode: 0o600 }));
    return bytes + before.length;
  }

  async #more(): Promise<boolean> {
    if (this.#done) return false;
    let next: IteratorResult<Buffer>;
    try {
      next = await this.#chunks.next();
    } catch (cause) {
      if (cause instanceof EngineError) throw cause;
      throw new EngineError(33, 'CANNOT_READ_ALL_DATA', `The body could not be read: ${(cause as Error).message}`);
    }
    if (next.done === true) {
      this.#done = true;
      return false;
    }
    this.#ahead = this.#ahead.length === 0 ? next.value : Buffer.concat([this.#ahead, next.value]);
    return true;
  }
}
