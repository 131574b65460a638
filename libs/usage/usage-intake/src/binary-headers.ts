import { isUtf8 } from 'node:buffer';
import type { HeaderValues } from './content-mode.ts';
import { type Problem, pointerStep, problem } from './rejection.ts';

const PREFIX = 'ce-';
const NAME = /^[a-z0-9]{1,64}$/;
const QUOTED = /"((?:[^"\\]|\\.)*)"/g;

/**
 * Reads the attributes of an event in binary mode from its `ce-*` headers, as the HTTP protocol binding 1.0.2 says in
 * section 3.1.3.2: double quotes are removed first, then one round of percent-decoding follows, and what is not UTF-8 is
 * refused. A header sent twice has no one value and is refused, too.
 */
export function attributesOf(
  headers: HeaderValues,
):
  | { readonly ok: true; readonly attributes: Record<string, unknown> }
  | { readonly ok: false; readonly problem: Problem } {
  const attributes: Record<string, unknown> = {};
  for (const header in headers) {
    if (!header.startsWith(PREFIX)) continue;
    const name = header.slice(PREFIX.length);
    const value = headers[header];
    if (value === undefined) continue;
    // Names that CloudEvents does not allow cannot be attributes; `data` would be one in the structured form only.
    if (!NAME.test(name)) continue;
    if (name === 'datacontenttype' || name === 'data') {
      return refuse(name, `A binary event must not have the header ${header}.`);
    }
    if (typeof value !== 'string') {
      if (value.length !== 1) return refuse(name, `The header ${header} is given more than once.`);
    }
    const decoded = decodeHeader(typeof value === 'string' ? value : (value[0] ?? ''));
    if (decoded === undefined) return refuse(name, `The header ${header} is not percent-encoded UTF-8.`);
    attributes[name] = decoded;
  }
  return { ok: true, attributes };
}

function refuse(name: string, detail: string): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: problem('event_invalid', pointerStep(name), detail) };
}

/** Decodes one header value, or answers `undefined` if it is not well formed. */
export function decodeHeader(value: string): string | undefined {
  if (/[^\x20-\x7e]/.test(value)) return undefined;
  const unquoted = value.includes('"')
    ? value.replaceAll(QUOTED, (_all, inner: string) => inner.replaceAll(/\\(.)/g, '$1'))
    : value;
  if (!unquoted.includes('%')) return unquoted;
  if (/%(?![0-9A-Fa-f]{2})/.test(unquoted)) return undefined;
  const bytes = Buffer.from(
    unquoted.replaceAll(/%(..)/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}
