import { hash } from 'node:crypto';
import type { Statement } from './statement.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * A statement as canonical JSON (RFC 8785): keys sorted, no white space. Two statements that say the same are the same bytes,
 * whoever made them. Its numbers are whole and below 2^53; quantities and money are decimal text.
 */
export function statementJson(statement: Statement): string {
  return canonical(statement as unknown as Json);
}

/** SHA-256 over the canonical JSON, hex: what a statement can be recognised by later. */
export function statementDigest(statement: Statement): string {
  return hash('sha256', statementJson(statement));
}

function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
