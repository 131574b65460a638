import { Buffer } from 'node:buffer';
import { type AdmissionGrant, grantOf } from './admission-grant.ts';
import { PREFIX, sealOf, TOKEN_CHARS_MAX } from './token-text.ts';

export type SignedAdmission =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly reason: 'grant_invalid' | 'token_too_long'; readonly detail: string };

/**
 * Writes a grant as `sad1.<base64url payload>.<base64url HMAC-SHA256>` under the key of its root. The payload is JSON that
 * anybody may read; only who has the key can write one. Tokens are not JWTs: there is one algorithm, nothing chooses it.
 */
export function signAdmission(grant: AdmissionGrant, key: Uint8Array): SignedAdmission {
  const written = grantOf(grant);
  if (written === undefined) {
    return { ok: false, reason: 'grant_invalid', detail: 'The grant lacks a field or has one of the wrong form.' };
  }
  const body = `${PREFIX}.${Buffer.from(JSON.stringify(written), 'utf8').toString('base64url')}`;
  const token = `${body}.${sealOf(body, key)}`;
  if (token.length > TOKEN_CHARS_MAX) {
    return {
      ok: false,
      reason: 'token_too_long',
      detail: `The token would have more than ${TOKEN_CHARS_MAX} characters.`,
    };
  }
  return { ok: true, token };
}
