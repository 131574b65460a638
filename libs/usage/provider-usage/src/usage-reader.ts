import { type UnreadCounts, unreadCounts } from './unread-counts.ts';

/** What is wrong with a usage object, and where: a JSON pointer into what was given. */
export interface UsageFlaw {
  readonly pointer: string;
  readonly detail: string;
}

export type Json = Readonly<Record<string, unknown>>;

/**
 * Reads counts of a provider's object by path, remembers which it read, and the first flaw. Absent and null say nothing and are
 * `undefined`; whatever is read must be a whole number that is not negative, or the object is malformed.
 */
export class UsageReader {
  /** The whole of what was given, the usage object itself if it came bare. */
  readonly answer: Json;
  readonly #usage: Json;
  readonly #pointer: string;
  readonly #read = new Set<string>();
  #flaw: UsageFlaw | undefined;

  constructor(usage: Json, pointer = '', answer: Json = usage) {
    this.#usage = usage;
    this.#pointer = pointer;
    this.answer = answer;
  }

  /** The first flaw met, if any. */
  get flaw(): UsageFlaw | undefined {
    return this.#flaw;
  }

  /** The count at a path, or `undefined` where there is none. */
  count(...path: readonly string[]): number | undefined {
    return this.#counted(this.#at(path), path);
  }

  /** The first count of several paths that is not 0, each of which is another name of the same. */
  either(...paths: readonly (readonly string[])[]): number | undefined {
    let found: number | undefined;
    for (const path of paths) {
      const count = this.count(...path);
      if (found === undefined || found === 0) found = count ?? found;
    }
    return found;
  }

  /** A count the format cannot do without. */
  required(...path: readonly string[]): number {
    const count = this.count(...path);
    if (count === undefined) this.#refuse(path, 'is missing');
    return count ?? 0;
  }

  /** A number that may have a fraction, as decimal text with at most six fraction digits. */
  decimal(...path: readonly string[]): string | undefined {
    const value = this.#at(path);
    this.#read.add(path.join('/'));
    if (value === undefined || value === null) return undefined;
    const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
    const parts = /^(\d{1,9})(?:\.(\d{1,15}))?$/.exec(text);
    if (parts === null) return this.#refuse(path, 'is not a number from 0 to 999999999');
    // What lies beyond a millionth is rounded up: a part of a unit is no reason to bill less than was used.
    const fraction = (parts[2] ?? '').padEnd(6, '0');
    const micro = BigInt(`${parts[1]}${fraction.slice(0, 6)}`) + (/[1-9]/.test(fraction.slice(6)) ? 1n : 0n);
    const digits = micro.toString().padStart(7, '0');
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, '') || '0';
  }

  /** The text at a path; anything else there is none. */
  text(...path: readonly string[]): string | undefined {
    let value: unknown = this.#usage;
    for (const name of path) value = isObject(value) ? value[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /** An amount of money at a path as decimal text; what is none says nothing. */
  money(...path: readonly string[]): string | undefined {
    let value: unknown = this.#usage;
    for (const name of path) value = isObject(value) ? value[name] : undefined;
    return moneyText(value);
  }

  /** Names what is part of a count that is read, or free: everything at and below a path. */
  included(...path: readonly string[]): void {
    this.#read.add(path.join('/'));
  }

  /** Whether there is an object at a path. */
  holds(...path: readonly string[]): boolean {
    let value: unknown = this.#usage;
    for (const name of path) value = isObject(value) ? value[name] : undefined;
    return isObject(value);
  }

  /** Sums the count `name` over the entries of a list that `pick` chooses; `undefined` where there is no list. */
  sum(list: string, name: string, pick: (entry: Json) => boolean): number | undefined {
    const entries = this.entries(list);
    if (entries === undefined) return undefined;
    let total = 0;
    for (const [index, entry] of entries.entries()) {
      const path = [list, String(index), name];
      if (pick(entry)) total += this.#counted(entry[name], path) ?? 0;
    }
    return Number.isSafeInteger(total) ? total : this.#refuse([list], 'adds up to more than can be counted');
  }

  /** The objects of a list; `undefined` where there is none. */
  entries(list: string): readonly Json[] | undefined {
    const entries = this.#usage[list];
    if (entries === undefined || entries === null) return undefined;
    if (!Array.isArray(entries)) return this.#refuse([list], 'is not a list');
    const index = entries.findIndex((entry) => !isObject(entry));
    return index < 0 ? (entries as Json[]) : this.#refuse([list, String(index)], 'is not an object');
  }

  /** Refuses the object unless a condition holds. */
  expect(condition: boolean, path: readonly string[], detail: string): void {
    if (!condition) this.#refuse(path, detail);
  }

  /** Counts that were neither read nor named. */
  unread(): { readonly found: boolean; readonly counts: UnreadCounts } {
    return unreadCounts(this.#usage, (path) => this.#read.has(path));
  }

  #at(path: readonly string[]): unknown {
    let value: unknown = this.#usage;
    for (let i = 0; i < path.length; i += 1) {
      if (value === undefined || value === null) return undefined;
      if (!isObject(value)) return this.#refuse(path.slice(0, i), 'is not an object');
      value = value[path[i] as string];
    }
    return value;
  }

  #counted(value: unknown, path: readonly string[]): number | undefined {
    this.#read.add(path.join('/'));
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
      return this.#refuse(path, 'is not a whole number from 0');
    return value;
  }

  #refuse(path: readonly string[], detail: string): undefined {
    this.#flaw ??= { pointer: [this.#pointer, ...path].join('/'), detail };
    return undefined;
  }
}

/** An amount as decimal text without exponent, as numbers below a millionth are written with one; `undefined` for what is none. */
export function moneyText(value: unknown): string | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const parts = /^(\d{1,12})(?:\.(\d{1,18}))?(?:e-(\d{1,2}))?$/.exec(String(value));
  if (parts === null) return undefined;
  const [, whole = '', fraction = '', exponent = '0'] = parts;
  const scale = fraction.length + Number(exponent);
  if (scale > 18) return undefined;
  const digits = `${whole}${fraction}`.padStart(scale + 1, '0');
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Tells whether a value is a JSON object. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
