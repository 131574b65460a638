import { hash, hkdfSync, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;
const TOKEN = /^[\w-]{43}$/;

/** A fresh token of 256 random bits, 43 characters of base64url. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** Whether a text can be a token; others are not looked up. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** SHA-256 of a token, hex: what is stored. A plain hash is enough for 256 random bits. */
export function tokenHash(token: string): string {
  return hash('sha256', token);
}

/** A secret that follows from a token and from which the token does not follow (HKDF-SHA256, RFC 5869). */
export function derivedFrom(token: string, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', token, '', `suanpan sign-in v1 ${purpose}`, TOKEN_BYTES)).toString('base64url');
}

/** A password for somebody to read off and type once: 24 characters of base64url, 144 random bits. */
export function newPassword(): string {
  return randomBytes(18).toString('base64url');
}
