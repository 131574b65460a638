import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_CHARS = 30;
const CHECK_CHARS = 6;
const KEY = /^spn_(live|test)_[0-9A-Za-z]{36}$/;

/** `live` keys move money; `test` keys are for trying things out, so that a leak scanner can tell them apart. */
export type KeyKind = 'live' | 'test';

/**
 * Makes a new API key such as `spn_live_` + 30 base62 characters (178 bits of chance) + 6 base62 characters of CRC32 over
 * all that precedes. The form follows GitHub's tokens: a scanner finds it by its prefix and is sure of it by its check,
 * and a double click selects all of it. It is shown once; only {@link keyHash} is stored.
 */
export function mintKey(kind: KeyKind): string {
  const body = `spn_${kind}_${randomBase62(SECRET_CHARS)}`;
  return body + checkOf(body);
}

/** Reads an API key's kind. Answers `undefined` for a text that no mint can have made: no look-up is needed to know. */
export function parseKey(text: string): { readonly kind: KeyKind } | undefined {
  const kind = KEY.exec(text)?.[1];
  if (kind === undefined) return undefined;
  const body = text.slice(0, -CHECK_CHARS);
  // The check is no secret: anybody can compute it, so this comparison may take as long as it likes.
  return text.endsWith(checkOf(body)) ? { kind: kind as KeyKind } : undefined;
}

/**
 * SHA-256 of the whole key, hex: what is stored and looked up. A plain hash is enough because the key has 178 random
 * bits; and since the look-up compares hashes, its timing tells nothing about the key.
 */
export function keyHash(text: string): string {
  return hash('sha256', text);
}

/** The first characters of a key, for people to recognise it by: the prefix and four of the thirty. */
export function keyDisplay(text: string): string {
  return text.slice(0, 'spn_live_'.length + 4);
}

function checkOf(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let i = 0; i < CHECK_CHARS; i += 1) {
    text = ALPHABET.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      // 248 is the largest multiple of 62 in a byte: dropping the rest keeps every character equally likely.
      if (byte < 248 && text.length < length) text += ALPHABET.charAt(byte % 62);
    }
  }
  return text;
}
