import { Fault } from '@suanpan/fault';
import { type ExactAmount, exactAmount, exactCount } from './exact-number.ts';

/** A JSON number as it was written. */
class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * A place in a JSON document that knows its path, so that every complaint names it. Numbers are read from their own text and never
 * become floating-point.
 */
export class JsonPlace {
  readonly path: string;
  readonly #value: unknown;

  private constructor(value: unknown, path: string) {
    this.#value = value;
    this.path = path;
  }

  /** Parses a document; what is no JSON is `export_malformed`. */
  static parse(text: string): JsonPlace {
    try {
      return new JsonPlace(JSON.parse(text, keepNumbers as (key: string, value: unknown) => unknown), '');
    } catch (cause) {
      throw new Fault('export_malformed', 'The export is neither JSON nor CSV of a form that is known.', { cause });
    }
  }

  get isMissing(): boolean {
    return this.#value === undefined || this.#value === null;
  }

  get isList(): boolean {
    return Array.isArray(this.#value);
  }

  /** A member; missing where there is none. */
  at(key: string): JsonPlace {
    const isObject = typeof this.#value === 'object' && this.#value !== null && !Array.isArray(this.#value);
    const value =
      isObject && Object.hasOwn(this.#value, key) ? (this.#value as Record<string, unknown>)[key] : undefined;
    return new JsonPlace(value, `${this.path}/${key}`);
  }

  list(): JsonPlace[] {
    if (!Array.isArray(this.#value)) return this.#fail('is not a list');
    return this.#value.map((value, i) => new JsonPlace(value, `${this.path}/${i}`));
  }

  text(): string {
    return typeof this.#value === 'string' ? this.#value : this.#fail('is not a text');
  }

  textOrNull(): string | null {
    return this.isMissing ? null : this.text();
  }

  flagOrNull(): boolean | null {
    if (this.isMissing) return null;
    return typeof this.#value === 'boolean' ? this.#value : this.#fail('is not true or false');
  }

  count(): bigint {
    return exactCount(this.#numberText()) ?? this.#fail('is not a count');
  }

  /** A count, or 0 where the provider leaves it out: its documents say which ones it may. */
  countOrZero(): bigint {
    return this.isMissing ? 0n : this.count();
  }

  /** An amount, written as a number or as a text. */
  amount(unitDigits = 0): ExactAmount {
    return exactAmount(this.#numberText(), unitDigits) ?? this.#fail('is not an amount');
  }

  #numberText(): string {
    if (this.#value instanceof NumberText) return this.#value.text;
    return typeof this.#value === 'string' ? this.#value : this.#fail('is not a number');
  }

  #fail(what: string): never {
    throw new Fault('export_malformed', `${this.path === '' ? 'The export' : this.path} ${what}.`);
  }
}

/** ECMAScript 2026: a reviver is told how a number was written. */
function keepNumbers(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  return typeof value === 'number' ? new NumberText(context.source ?? String(value)) : value;
}
