import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/**
 * A fresh random id such as `prj_4k2v9s0qx7m1c8ty`: the prefix names the kind, 16 characters of base 36 (82 bits)
 * make a guess hopeless. It carries no time and no count, so that it tells an outsider nothing.
 */
export function newId(prefix: string): string {
  let text = '';
  while (text.length < 16) {
    for (const byte of randomBytes(24)) {
      // 252 is the largest multiple of 36 in a byte: dropping the rest keeps every character equally likely.
      if (byte < 252 && text.length < 16) text += ALPHABET[byte % 36];
    }
  }
  return `${prefix}_${text}`;
}
