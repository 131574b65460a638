import type { FaultCode } from '@suanpan/fault';
import { ATTO_PER_UNIT, attoFromDecimal, decimalFromAtto } from '@suanpan/money';
import { type Problem, problem } from './rejection.ts';

/** The largest count of tokens, requests, images or characters one event may report. */
export const COUNT_MAX = 1_000_000_000_000;

// CloudEvents 1.0 section "String": no control characters, no lone surrogates.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what it is for.
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const ATTO_PER_MICRO = 1_000_000_000_000n;

const NOTHING: string[] = [];

/**
 * Reads fields of one event and remembers the first problem. `null` is read as absent, because many serialisers write
 * it for what is not there. A reader is used for many events one after the other: call {@link begin} before each.
 */
export class FieldReader {
  #problem: Problem | undefined;
  #plain = false;
  #unread: string[] = NOTHING;

  /** `plain` promises that every text is printable ASCII without quotes and backslashes, so that none is searched. */
  begin(plain: boolean): void {
    this.#problem = undefined;
    this.#plain = plain;
    this.#unread = NOTHING;
  }

  /** From here on texts are looked at, whatever was promised. */
  distrustTexts(): void {
    this.#plain = false;
  }

  get plain(): boolean {
    return this.#plain;
  }

  get problem(): Problem | undefined {
    return this.#problem;
  }

  /** Remembers the name of a field that is not read. */
  unread(name: string): void {
    if (this.#unread === NOTHING) this.#unread = [];
    this.#unread.push(name);
  }

  /** Fields of the event that were not read, in its order. */
  get unreadFields(): readonly string[] {
    return this.#unread;
  }

  refuse(pointer: string, detail: string, code: FaultCode = 'event_invalid'): undefined {
    this.#problem ??= problem(code, pointer, detail);
    return undefined;
  }

  /** A text of 1 to `max` UTF-16 units. The empty text is read as absent. */
  text(pointer: string, value: unknown, max: number): string | undefined {
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') return this.refuse(pointer, `${nameOf(pointer)} must be a text.`);
    if (value.length > max) return this.refuse(pointer, `${nameOf(pointer)} is longer than ${max} characters.`);
    if (!this.#plain && FORBIDDEN.test(value)) {
      return this.refuse(pointer, `${nameOf(pointer)} holds a control character or half of a character.`);
    }
    return value;
  }

  /** Tells whether a value is a text of up to `max` UTF-16 units without forbidden characters; refuses nothing. */
  isText(value: unknown, max: number): value is string {
    return typeof value === 'string' && value.length <= max && (this.#plain || !FORBIDDEN.test(value));
  }

  requiredText(pointer: string, value: unknown, max: number): string {
    const text = this.text(pointer, value, max);
    if (text === undefined) this.refuse(pointer, `${nameOf(pointer)} is required.`);
    return text ?? '';
  }

  /** A whole number from 0 to `max`. */
  count(pointer: string, value: unknown, max = COUNT_MAX): number | undefined {
    if (value === undefined || value === null) return undefined;
    // A number too large to be read exactly is far beyond any maximum, so nothing rounded gets through.
    if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > max) {
      return this.refuse(pointer, `${nameOf(pointer)} must be a whole number from 0 to ${max}.`);
    }
    return value as number;
  }

  /** Milliseconds, rounded to whole ones. */
  duration(pointer: string, value: unknown): number | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'number' || !(value >= 0 && value <= COUNT_MAX)) {
      return this.refuse(pointer, `${nameOf(pointer)} must be a number of milliseconds from 0 to ${COUNT_MAX}.`);
    }
    return Math.round(value);
  }

  flag(pointer: string, value: unknown): boolean | undefined {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'boolean') return this.refuse(pointer, `${nameOf(pointer)} must be true or false.`);
    return value;
  }

  /** One of a few words. */
  word<T extends string>(pointer: string, value: unknown, words: readonly T[]): T | undefined {
    if (value === undefined || value === null) return undefined;
    if (!words.includes(value as T)) {
      return this.refuse(pointer, `${nameOf(pointer)} must be one of: ${words.join(', ')}.`);
    }
    return value as T;
  }

  /** Seconds as decimal text or a number, at most six fraction digits; answers the shortest decimal text. */
  seconds(pointer: string, value: unknown): string | undefined {
    if (value === undefined || value === null) return undefined;
    // A number's shortest text is what the sender wrote; one that needs an exponent is not a plain decimal.
    const atto = typeof value === 'string' || typeof value === 'number' ? attoFromDecimal(String(value)) : undefined;
    if (atto === undefined || atto < 0n || atto % ATTO_PER_MICRO !== 0n || atto > 10n ** 27n) {
      return this.refuse(
        pointer,
        `${nameOf(pointer)} must be a decimal from 0 to 1000000000 with at most six fraction digits.`,
      );
    }
    return decimalFromAtto(atto);
  }

  /** A share from 0 to 1 as decimal text or a number, at most 18 fraction digits; answers the shortest decimal text. */
  share(pointer: string, value: unknown): string | undefined {
    if (value === undefined || value === null) return undefined;
    const atto = typeof value === 'string' || typeof value === 'number' ? attoFromDecimal(String(value)) : undefined;
    if (atto === undefined || atto < 0n || atto > ATTO_PER_UNIT) {
      return this.refuse(pointer, `${nameOf(pointer)} must be a decimal from 0 to 1 with at most 18 fraction digits.`);
    }
    return decimalFromAtto(atto);
  }

  /** An amount of money as decimal text; a number is refused, because it would have been rounded already. */
  amount(pointer: string, value: unknown): string {
    const atto = typeof value === 'string' ? attoFromDecimal(value) : undefined;
    if (atto === undefined || atto < 0n) {
      this.refuse(pointer, `${nameOf(pointer)} must be a decimal text of at least 0, such as "0.0125".`);
      return '0';
    }
    return decimalFromAtto(atto);
  }
}

function nameOf(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf('/') + 1);
}
