import { Fault } from '@suanpan/fault';

const FRACTION_DIGITS = 18;
const WHOLE_DIGITS = 20;
const LIMB_DIGITS = 9;
const LIMB = 1_000_000_000;
/** A Decimal(38,18) as eight words of 16 bits: a word times a limb stays below 2^53, so plain numbers are exact. */
const WORDS = 8;

const ZERO = 48;
const MINUS = 45;

// Limbs of the number being read, lowest first: two of fraction, three of whole digits.
const limbs = new Float64Array(5);

/**
 * Writes decimal text as the 16 bytes of a Decimal(38,18) at `words[at..at+7]`, exactly. Answers whether the text is
 * a number the type holds; the grammar is that of `attoFromDecimal`, without its cost for each amount of the ledger.
 */
export function writeDecimal(text: string, words: Uint16Array, at: number): boolean {
  const negative = text.charCodeAt(0) === MINUS;
  const start = negative ? 1 : 0;
  const dot = text.indexOf('.', start);
  const wholeEnd = dot === -1 ? text.length : dot;
  const wholeDigits = wholeEnd - start;
  if (wholeDigits < 1 || wholeDigits > WHOLE_DIGITS || dot === text.length - 1) return false;
  for (let i = start; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if ((code < ZERO || code > ZERO + 9) && i !== dot) return false;
  }
  // Digits beyond the eighteenth must be zeros: nothing is rounded here.
  if (dot !== -1) {
    for (let i = dot + 1 + FRACTION_DIGITS; i < text.length; i += 1) if (text.charCodeAt(i) !== ZERO) return false;
  }
  limbs[0] = dot === -1 ? 0 : fractionLimb(text, dot + 1 + LIMB_DIGITS);
  limbs[1] = dot === -1 ? 0 : fractionLimb(text, dot + 1);
  limbs[2] = wholeLimb(text, wholeEnd, start);
  limbs[3] = wholeLimb(text, wholeEnd - LIMB_DIGITS, start);
  limbs[4] = wholeLimb(text, wholeEnd - 2 * LIMB_DIGITS, start);
  fillWords(words, at);
  if (negative) negate(words, at);
  return true;
}

function fractionLimb(text: string, from: number): number {
  let value = 0;
  for (let i = from; i < from + LIMB_DIGITS; i += 1)
    value = value * 10 + (i < text.length ? text.charCodeAt(i) - ZERO : 0);
  return value;
}

function wholeLimb(text: string, end: number, start: number): number {
  let value = 0;
  for (let i = Math.max(start, end - LIMB_DIGITS); i < end; i += 1) value = value * 10 + text.charCodeAt(i) - ZERO;
  return value;
}

function fillWords(words: Uint16Array, at: number): void {
  words.fill(0, at, at + WORDS);
  let used = 0;
  for (let limb = 4; limb >= 0; limb -= 1) {
    let carry = limbs[limb] ?? 0;
    for (let word = 0; word < used || carry > 0; word += 1) {
      const value = (words[at + word] ?? 0) * LIMB + carry;
      words[at + word] = value % 65_536;
      carry = Math.floor(value / 65_536);
      if (word >= used) used = word + 1;
    }
  }
}

function negate(words: Uint16Array, at: number): void {
  let carry = 1;
  for (let word = at; word < at + WORDS; word += 1) {
    const value = (~(words[word] ?? 0) & 0xffff) + carry;
    words[word] = value & 0xffff;
    carry = value >>> 16;
  }
}

/** {@link writeDecimal} for a text that the rated log must have written as a decimal; anything else is `log_corrupt`. */
export function writeAmount(text: string, words: Uint16Array, at: number): void {
  if (!writeDecimal(text, words, at)) throw new Fault('log_corrupt', 'An amount of the rated log is not a decimal.');
}

const addend = new Uint16Array(WORDS);

/** Adds a decimal text of the rated log to the Decimal(38,18) at `words[at..at+7]`. */
export function addAmount(text: string, words: Uint16Array, at: number): void {
  if (isZero(words, at)) {
    writeAmount(text, words, at);
    return;
  }
  writeAmount(text, addend, 0);
  let carry = 0;
  for (let word = 0; word < WORDS; word += 1) {
    const value = (words[at + word] ?? 0) + (addend[word] ?? 0) + carry;
    words[at + word] = value & 0xffff;
    carry = value >>> 16;
  }
}

function isZero(words: Uint16Array, at: number): boolean {
  for (let word = at; word < at + WORDS; word += 1) if (words[word] !== 0) return false;
  return true;
}
