import { EngineError } from '../engine-error.ts';
import { ByteSteps, MoreBytesNeeded, stepsOf } from './native-columns.ts';

/**
 * The embedded engine writes Native blocks as for a client of revision 0. A client that names its revision
 * (`client_protocol_version`, as clickhouse-go does over HTTP) expects more: in front of every block what the block is,
 * and behind the type of every column whether its data is laid out in a special way, which ours never is.
 * Source: `src/Formats/NativeWriter.cpp` and `src/Core/BlockInfo.cpp` of ClickHouse.
 */
const REVISION_WITH_BLOCK_INFO = 1;
const REVISION_WITH_CUSTOM_SERIALIZATION = 54_454;

// Field 1, is_overflows: 0. Field 2, bucket_num: -1. Field 0 ends them.
const BLOCK_INFO = Buffer.from([1, 0, 2, 255, 255, 255, 255, 0]);
const NOT_CUSTOM = Buffer.from([0]);

/** Rows of a block that is rewritten: its end is found only once it is here whole, so it is kept small. */
export const REWRITTEN_BLOCK_ROWS = 8_192;
/** A block that is larger all the same is not held. */
const BLOCK_BYTES_AT_MOST = 64 * 1024 * 1024;

/** Rewrites whole blocks; throws `MoreBytesNeeded` if the first block is not here whole. */
function rewriteBlock(bytes: Buffer, revision: number): { readonly parts: Buffer[]; readonly length: number } {
  const steps = new ByteSteps(bytes);
  const parts: Buffer[] = [BLOCK_INFO];
  let from = 0;
  const columns = steps.varUInt();
  const rows = steps.varUInt();
  for (let column = 0; column < columns; column++) {
    steps.text();
    const type = steps.text();
    if (revision >= REVISION_WITH_CUSTOM_SERIALIZATION) {
      parts.push(bytes.subarray(from, steps.at), NOT_CUSTOM);
      from = steps.at;
    }
    if (rows === 0) continue;
    const { prefix, data } = stepsOf(type);
    prefix(steps);
    data(steps, rows);
  }
  parts.push(bytes.subarray(from, steps.at));
  return { parts, length: steps.at };
}

function tooLarge(): EngineError {
  const text = `For a client that sends client_protocol_version a block may have ${BLOCK_BYTES_AT_MOST} bytes; set max_block_size to fewer rows`;
  return new EngineError(396, 'TOO_MANY_ROWS_OR_BYTES', text);
}

/** Turns Native blocks of revision 0 into those of a client's revision. */
export class NativeRevision {
  readonly #revision: number;
  #chunks: Buffer[] = [];
  #heldBytes = 0;
  /** A block that was not whole is tried again only with twice the bytes, so that all tries together stay linear. */
  #wantedBytes = 1;

  constructor(revision: number) {
    this.#revision = revision;
  }

  /** Whether a client of this revision expects anything else than the engine writes. */
  static isNeeded(revision: number): boolean {
    return revision >= REVISION_WITH_BLOCK_INFO;
  }

  /** Takes some bytes and gives what became ready. Throws for a type that cannot be stepped over, and for too large a block. */
  take(chunk: Buffer): Buffer {
    this.#chunks.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes > BLOCK_BYTES_AT_MOST) throw tooLarge();
    return this.#heldBytes < this.#wantedBytes ? Buffer.alloc(0) : this.#rewrite();
  }

  /** What is left once the engine has ended. */
  end(): Buffer {
    const ready = this.#rewrite();
    if (this.#heldBytes === 0) return ready;
    throw new EngineError(1002, 'UNKNOWN_EXCEPTION', 'The engine ended its rows within a block.');
  }

  #rewrite(): Buffer {
    let held = Buffer.concat(this.#chunks, this.#heldBytes);
    const ready: Buffer[] = [];
    while (held.length > 0) {
      try {
        const { parts, length } = rewriteBlock(held, this.#revision);
        ready.push(...parts);
        held = held.subarray(length);
      } catch (error) {
        if (!(error instanceof MoreBytesNeeded)) throw error;
        break;
      }
    }
    this.#chunks = [held];
    this.#heldBytes = held.length;
    this.#wantedBytes = Math.max(1, held.length * 2);
    return Buffer.concat(ready);
  }
}
