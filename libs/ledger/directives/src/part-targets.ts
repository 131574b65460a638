import type { PriceAgainTarget } from '@suanpan/facts';

/** Targets of one directive, and characters of them: its outcome repeats each target and must fit one rated record. */
const TARGETS_MAX = 100;
const TARGET_CHARS_MAX = 256 * 1024;

/** Cuts targets into parts that fit one directive each, in their order; one that is too long by itself goes alone. */
export function partTargets<T extends PriceAgainTarget>(targets: readonly T[]): T[][] {
  const parts: T[][] = [];
  let part: T[] = [];
  let chars = 0;
  for (const target of targets) {
    const length = JSON.stringify(target).length;
    if (part.length > 0 && (part.length >= TARGETS_MAX || chars + length > TARGET_CHARS_MAX)) {
      parts.push(part);
      part = [];
      chars = 0;
    }
    part.push(target);
    chars += length;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
