/** What is wrong with a usage object, and where: a JSON pointer into what was given. */
export interface UsageFlaw {
  readonly pointer: string;
  readonly detail: string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads counts of a provider's object by path and remembers the first flaw. Absent and null say nothing and are
 * `undefined`; whatever is there must be a whole number that is not negative, or the object is malformed.
 */
export class UsageReader {
  readonly #usage: Json;
  readonly #pointer: string;
  #flaw: UsageFlaw | undefined;

  constructor(usage: Json, pointer: string) {
    this.#usage = usage;
    this.#pointer = pointer;
  }

  /** The first flaw met, if any. */
  get flaw(): UsageFlaw | undefined {
    return this.#flaw;
  }

  /** The count at a path, or `undefined` where there is none. */
  count(...path: readonly string[]): number | undefined {
    let value: unknown = this.#usage;
    for (let i = 0; i < path.length; i += 1) {
      if (value === undefined || value === null) return undefined;
      if (!isObject(value)) return this.#refuse(path.slice(0, i), 'is not an object');
      value = value[path[i] as string];
    }
    return this.#counted(value, path);
  }

  /** A count the format cannot do without. */
  required(...path: readonly string[]): number {
    const count = this.count(...path);
    if (count === undefined) this.#refuse(path, 'is missing');
    return count ?? 0;
  }

  /** The text at a path; anything else there is none. */
  text(...path: readonly string[]): string | undefined {
    let value: unknown = this.#usage;
    for (const name of path) value = isObject(value) ? value[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  /** Sums the count `name` over the entries of a list that `pick` chooses; `undefined` where there is no list. */
  sum(list: string, name: string, pick: (entry: Json) => boolean): number | undefined {
    const entries = this.#usage[list];
    if (entries === undefined || entries === null) return undefined;
    if (!Array.isArray(entries)) return this.#refuse([list], 'is not a list');
    let total = 0;
    for (const [index, entry] of entries.entries()) {
      if (!isObject(entry)) return this.#refuse([list, String(index)], 'is not an object');
      if (pick(entry)) total += this.#counted(entry[name], [list, String(index), name]) ?? 0;
    }
    return Number.isSafeInteger(total) ? total : this.#refuse([list], 'adds up to more than can be counted');
  }

  /** Refuses the object unless a condition holds. */
  expect(condition: boolean, path: readonly string[], detail: string): void {
    if (!condition) this.#refuse(path, detail);
  }

  #counted(value: unknown, path: readonly string[]): number | undefined {
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

/** Tells whether a value is a JSON object. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
