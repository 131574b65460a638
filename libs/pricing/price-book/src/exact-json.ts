import { Fault } from '@suanpan/fault';

/** What `JSON.parse` tells a reviver beside key and value (ECMAScript's source text access). */
interface Source {
  readonly source?: string;
}

/**
 * Reads JSON with every number as the text it is written with, because a number read as a double has lost what its author
 * wrote. `price_invalid` for anything that is not JSON.
 */
export function parseExactJson(text: string): unknown {
  const keepDigits = (_key: string, value: unknown, context?: Source): unknown =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value;
  try {
    return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);
  } catch (cause) {
    throw new Fault('price_invalid', 'The prices are not JSON.', { cause });
  }
}

/** Tells an object from everything else JSON has. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
