import { hash } from 'node:crypto';

/** Hex digits of an identity, 16 bytes; with 10^11 live ones the chance of any collision is about 10^-17. */
const IDENTITY_DIGITS = 32;
const DIGEST_DIGITS = 16;

// A canonical event line starts `{"time":"2026-11-24T01:02:03.004Z",`: the time has one fixed width.
const TIME_PREFIX = '{"time":"';
const CONTENT_START = TIME_PREFIX.length + '2026-11-24T01:02:03.004Z'.length;

/**
 * The identity of a usage event or directive: the first 16 bytes of SHA-256 over (root, source, id), in hex.
 * The lengths go in with the texts, so that no two triples share an input.
 */
export function eventIdentity(root: string, source: string, id: string): string {
  const text = `${root.length}:${root}${source.length}:${source}${id}`;
  return hash('sha256', text).slice(0, IDENTITY_DIGITS);
}

/**
 * What a retry must agree on: the first 8 bytes, in hex, of SHA-256 over the canonical event line without its time, because a
 * sender that stamps its retries anew still means the same call.
 */
export function contentDigest(eventLine: string): string {
  const content = eventLine.startsWith(TIME_PREFIX) ? eventLine.slice(CONTENT_START) : eventLine;
  return hash('sha256', content).slice(0, DIGEST_DIGITS);
}
