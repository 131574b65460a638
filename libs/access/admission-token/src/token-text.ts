import { createHmac } from 'node:crypto';

/** Names the form; another form gets another name. */
export const PREFIX = 'sad1';

/** A token travels in every event of a batch, and in HTTP headers; what needs more than this is no admission. */
export const TOKEN_CHARS_MAX = 4096;

/** HMAC-SHA256 (RFC 2104) over everything before it, base64url without padding: 43 characters. */
export function sealOf(body: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(body).digest('base64url');
}
