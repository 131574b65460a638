import { RESERVED } from './reserved-keys.ts';

/**
 * Every write carries its number, in the position and in one of a ring of marks. LevelDB, opened without its paranoid
 * checks (which its binding does not offer), drops a damaged piece of its journal silently and goes on behind it: the
 * position would then tell of writes that are gone. The marks of a whole store have no gap.
 */
export const MARKS = 1024;

const NUMBER_BYTES = 8;

export const POSITION_KEY = Uint8Array.of(RESERVED, 0);

export function markKey(write: bigint): Uint8Array {
  const slot = Number(write % BigInt(MARKS));
  return Uint8Array.of(RESERVED, 1, slot >> 8, slot & 0xff);
}

export function numberBytes(write: bigint): Uint8Array {
  const bytes = Buffer.alloc(NUMBER_BYTES);
  bytes.writeBigUInt64BE(write);
  return bytes;
}

/** The number of the write, then the position as text. */
export function positionBytes(write: bigint, position: string): Uint8Array {
  return Buffer.concat([numberBytes(write), Buffer.from(position)]);
}

/** Reads what `positionBytes` wrote; `undefined` if it is no such thing. */
export function readPosition(bytes: Uint8Array): { write: bigint; position: string } | undefined {
  if (bytes.length < NUMBER_BYTES) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { write: buffer.readBigUInt64BE(0), position: buffer.toString('utf8', NUMBER_BYTES) };
}

/** The numbers of the newest writes, as far back as marks go; the first write has the number 1. */
export function recentWrites(newest: bigint): bigint[] {
  const count = newest < BigInt(MARKS) ? Number(newest) : MARKS;
  return Array.from({ length: count }, (_, back) => newest - BigInt(back));
}

/** Tells whether every recent write left its mark, given the marks in the order of `recentWrites`. */
export function hasGap(newest: bigint, marks: readonly (Uint8Array | undefined)[]): boolean {
  return recentWrites(newest).some((write, index) => {
    const mark = marks[index];
    return mark === undefined || Buffer.compare(mark, numberBytes(write)) !== 0;
  });
}
