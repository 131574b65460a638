import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Fault } from '@suanpan/fault';
import type { ByteHold } from './byte-budget.ts';

const inflate = promisify(gunzip);

/** Header and trailer of a gzip member (RFC 1952 section 2.3). */
const GZIP_BYTES_MIN = 18;

/** What a body may cost. */
export interface BodyBounds {
  /** Bytes as sent, and again after decompression. */
  readonly bytesMax: number;
  /** From the first look to the last byte, milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Reads a request's body into one buffer and decompresses it. It holds no more bytes than it has reserved:
 * `overloaded` if there are none to be had, `request_too_large` beyond the bound (also for what a small body would
 * inflate to), `request_timeout` for a client that dawdles, `request_encoding_unsupported`, and `request_malformed` for bytes
 * that are not gzip.
 */
export async function readBody(request: IncomingMessage, bounds: BodyBounds, hold: ByteHold): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new Fault('request_encoding_unsupported', 'Send the body as it is or with Content-Encoding: gzip.');
  }
  // A length that is announced takes no memory until it comes.
  const declared = request.headers['content-length'];
  if (declared !== undefined && Number(declared) > bounds.bytesMax) throw tooLarge(bounds.bytesMax);
  const body = await readRaw(request, bounds, hold);
  return encoding === 'gzip' ? decompress(body, bounds.bytesMax, hold) : body;
}

/** Bytes are reserved as they come. */
function readRaw(request: IncomingMessage, bounds: BodyBounds, hold: ByteHold): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (act: () => void) => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      // What fails later has nobody to tell any more; without a listener it would end the process.
      request.on('error', () => undefined);
      act();
    };
    const fail = (fault: Fault) => settle(() => reject(fault));
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bounds.bytesMax) return fail(tooLarge(bounds.bytesMax));
      if (!hold.grow(chunk.length)) return fail(overloaded());
      chunks.push(chunk);
    };
    const onEnd = () =>
      settle(() => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes)));
    const onGone = () => fail(new Fault('request_timeout', 'The client went away before the body was complete.'));
    const seconds = bounds.timeoutMs / 1000;
    const timer = setTimeout(
      () => fail(new Fault('request_timeout', `The body was not complete within ${seconds} seconds.`)),
      bounds.timeoutMs,
    );
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}

async function decompress(body: Buffer, bytesMax: number, hold: ByteHold): Promise<Buffer> {
  if (body.length < GZIP_BYTES_MIN || body[0] !== 0x1f || body[1] !== 0x8b) throw notGzip();
  // The last four bytes of a gzip member say what it inflates to; a liar is stopped by the bound below.
  const claimed = body.readUInt32LE(body.length - 4);
  reserve(hold, claimed, bytesMax);
  let inflated: Buffer;
  try {
    inflated = await inflate(body, { maxOutputLength: bytesMax });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(bytesMax);
    throw notGzip();
  }
  if (inflated.length > claimed && !hold.grow(inflated.length - claimed)) throw overloaded();
  return inflated;
}

function reserve(hold: ByteHold, bytes: number, bytesMax: number): void {
  if (bytes > bytesMax) throw tooLarge(bytesMax);
  if (!hold.grow(bytes)) throw overloaded();
}

function notGzip(): Fault {
  return new Fault('request_malformed', 'The body is not valid gzip.');
}

function tooLarge(bytesMax: number): Fault {
  return new Fault('request_too_large', `The request is larger than ${bytesMax} bytes.`);
}

function overloaded(): Fault {
  const detail = 'Too many bytes are waiting to be recorded.';
  return new Fault('overloaded', detail, { retryAfterSeconds: 1 });
}

/**
 * Lets the rest of a refused request run out, so that a client that first sends everything reads the answer after it.
 * One that sends more than `bytesMax` is cut off.
 */
export function discardRest(request: IncomingMessage, bytesMax: number): void {
  if (request.complete) return;
  let bytes = 0;
  request.on('error', () => undefined);
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bytesMax) request.destroy();
  });
}
