import { hash } from 'node:crypto';

/** Hex digits of an identity, 16 bytes; with 10^11 live ones the chance of any collision is about 10^-17. */
const IDENTITY_DIGITS = 32;
const DIGEST_DIGITS = 16;

/** In a canonical line everything before the id is the circumstances of sending: time, account and credential. */
const CONTENT_START = ',"id":';

/**
 * The identity of a usage event or directive: the first 16 bytes of SHA-256 over (root, source, id), in hex.
 * The lengths go in with the texts, so that no two triples share an input.
 */
export function eventIdentity(root: string, source: string, id: string): string {
  const text = `${root.length}:${root}${source.length}:${source}${id}`;
  return hash('sha256', text).slice(0, IDENTITY_DIGITS);
}

/**
 * What a retry must agree on: the first 8 bytes, in hex, of SHA-256 over the canonical event line from its id
 * on. A sender that stamps a retry anew, has rotated its key or was moved to another account still means the same call.
 */
export function contentDigest(eventLine: string): string {
  const start = eventLine.indexOf(CONTENT_START);
  return hash('sha256', start < 0 ? eventLine : eventLine.slice(start)).slice(0, DIGEST_DIGITS);
}
