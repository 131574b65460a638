import { attoFromDecimal, isCurrency, storedAtto } from '@suanpan/money';

/**
 * Tells what is wrong with a value of unknown origin, in words that name it; `undefined` for a sound one. `name` is what
 * the value is called in the answer.
 */
export type Check = (value: unknown, name: string) => string | undefined;

/** The fields of every member of a union. */
export type FieldOf<T> = T extends unknown ? keyof T : never;

export const TEXT_LENGTH_MAX = 200;
const ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;
/** Plain decimal without idle zeros in front: what keeps every digit in the tables. */
const DECIMAL = /^(0|[1-9]\d{0,19})(\.\d{1,18})?$/;

/** A text people read: not empty, of bounded length, without control characters or half characters. */
export function isPlainText(value: unknown, lengthMax = TEXT_LENGTH_MAX): value is string {
  return typeof value === 'string' && value !== '' && value.length <= lengthMax && !hasBadCharacter(value);
}

function hasBadCharacter(text: string): boolean {
  // A zero byte cannot be stored, a lone surrogate would come back as another character, and the rest misleads people.
  return /[\p{Cc}\p{Cs}]/u.test(text);
}

/** Makes a check of a condition: the answer is `<name> must be <what>`. */
export function must(what: string, holds: (value: unknown) => boolean): Check {
  return (value, name) => (holds(value) ? undefined : `${name} must be ${what}.`);
}

/** A text of 1 to so many characters. */
export function text(lengthMax = TEXT_LENGTH_MAX): Check {
  return must(`1 to ${lengthMax} characters without control characters`, (value) => isPlainText(value, lengthMax));
}

/** What entities are called by and refer to each other with. */
export const id: Check = must(
  '1 to 64 letters, digits or _ . : - and start with a letter or digit',
  (value) => typeof value === 'string' && ID.test(value),
);

/** Whole, from a least to a most. */
export function whole(least: number, most = Number.MAX_SAFE_INTEGER): Check {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return must(
    `a whole number ${range}`,
    (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
  );
}

/** Epoch milliseconds. */
export const instant: Check = must('epoch milliseconds', (value) => Number.isSafeInteger(value));

/** Plain decimal text, not negative, of at most 18 fraction digits. */
export const decimal: Check = must(
  'a plain decimal text, not negative, with at most 18 fraction digits',
  (value) => typeof value === 'string' && DECIMAL.test(value),
);

/** Decimal text above 0. */
export const positiveDecimal: Check = (value, name) =>
  decimal(value, name) ?? (attoFromDecimal(value as string) === 0n ? `${name} must be above 0.` : undefined);

/** Percent as decimal text, 0 to 100. */
export const percent: Check = (value, name) =>
  decimal(value, name) ??
  (storedAtto(value as string) > storedAtto('100') ? `${name} must be at most 100.` : undefined);

export const currency: Check = must('three capital letters', (value) => typeof value === 'string' && isCurrency(value));

export const flag: Check = must('true or false', (value) => typeof value === 'boolean');

/** One of some words. */
export function oneOf(...words: readonly string[]): Check {
  return must(words.length === 1 ? `${words[0]}` : `one of ${words.join(', ')}`, (value) =>
    (words as readonly unknown[]).includes(value),
  );
}

/** Null, or what the check wants. */
export function orNull(check: Check): Check {
  return (value, name) => (value === null ? undefined : check(value, name)?.replace(/\.$/, ', or null.'));
}

/** Absent, or what the check wants. Null is not absent. */
export function optional(check: Check): Check {
  return (value, name) => (value === undefined ? undefined : check(value, name));
}

/** A list, each item by one check. */
export function list(item: Check, { least = 0, most = 1_000 } = {}): Check {
  return (value, name) => {
    if (!Array.isArray(value) || value.length < least || value.length > most)
      return `${name} must be a list of ${least} to ${most}.`;
    for (const [i, each] of value.entries()) {
      const flaw = item(each, `${name}[${i}]`);
      if (flaw !== undefined) return flaw;
    }
    return undefined;
  };
}

/** A list in which nothing stands twice. */
export function set(item: Check, bounds?: { readonly least?: number; readonly most?: number }): Check {
  return (value, name) =>
    list(item, bounds)(value, name) ??
    (new Set(value as unknown[]).size === (value as unknown[]).length ? undefined : `${name} must not repeat.`);
}

/**
 * An object with these fields and no other: a misspelt optional field must not be lost in silence. Where `name` is empty
 * the fields stand for themselves.
 */
export function fields<T>(checks: Readonly<Record<FieldOf<T>, Check>>): Check {
  const known = new Map<string, Check>(Object.entries(checks));
  return (value, name) => {
    const prefix = name === '' ? '' : `${name}.`;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return `${name === '' ? 'It' : name} must be an object.`;
    for (const [field, check] of known) {
      const flaw = check((value as Record<string, unknown>)[field], `${prefix}${field}`);
      if (flaw !== undefined) return flaw;
    }
    for (const [field, held] of Object.entries(value))
      if (held !== undefined && !known.has(field)) return `${prefix}${field} is not known.`;
    return undefined;
  };
}

/** The first flaw that one of several checks finds. */
export function every(...checks: readonly Check[]): Check {
  return (value, name) => {
    for (const check of checks) {
      const flaw = check(value, name);
      if (flaw !== undefined) return flaw;
    }
    return undefined;
  };
}

/** An object whose form depends on one field. */
export function byField(field: string, forms: Readonly<Record<string, Check>>): Check {
  return (value, name) => {
    const form = (value as Record<string, unknown> | null | undefined)?.[field];
    const check = typeof form === 'string' && Object.hasOwn(forms, form) ? forms[form] : undefined;
    const prefix = name === '' ? '' : `${name}.`;
    return check === undefined
      ? `${prefix}${field} must be one of ${Object.keys(forms).join(', ')}.`
      : check(value, name);
  };
}
