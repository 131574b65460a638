/**
 * Keys that begin with this byte belong to the store itself. It is the highest byte, so that a scan of everything else
 * ends before them.
 */
export const RESERVED = 0xff;

/** Refuses a key that would overwrite what the store keeps of itself. */
export function demandFreeKey(key: Uint8Array): void {
  if (key[0] === RESERVED) throw new RangeError('A key of the fold store must not begin with the byte 0xff.');
}

/** The first key after all that start with the prefix. Everything ends before the reserved keys. */
export function afterPrefix(prefix: Uint8Array): Uint8Array {
  const last = prefix.findLastIndex((byte) => byte !== 0xff);
  if (last < 0) return Uint8Array.of(RESERVED);
  // A copy: the slice of a Buffer would share its memory with the caller's prefix.
  const after = Uint8Array.from(prefix.subarray(0, last + 1));
  after[last] = (after[last] ?? 0) + 1;
  return after;
}
