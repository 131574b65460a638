import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Fault } from '@suanpan/fault';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts what lies in the database for a while and may hold a secret, such as the answer that shows a new API key. */
export interface Seal {
  seal(text: string, boundTo: string): Buffer;
  /** `internal` for what was sealed with another secret, bound elsewhere, or changed. */
  open(sealed: Buffer, boundTo: string): string;
}

/** A key of its own for each purpose, derived from the master secret (RFC 5869). */
export function keyFor(masterSecret: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterSecret, '', `suanpan admin ${purpose}`, 32));
}

/** AES-256-GCM; `boundTo` is authenticated, so that a sealed text cannot be put in another's place. */
export function createSeal(key: Uint8Array): Seal {
  return {
    seal(text, boundTo) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(boundTo));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
    },
    open(sealed, boundTo) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES))
          .setAAD(Buffer.from(boundTo))
          .setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString(
          'utf8',
        );
      } catch (cause) {
        throw new Fault('internal', 'A stored answer cannot be opened.', { cause });
      }
    },
  };
}
