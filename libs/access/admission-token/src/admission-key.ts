import { hkdfSync } from 'node:crypto';

/** The key of one root's admission tokens. */
export type AdmissionKey = (root: string) => Buffer;

const KEYS_MAX = 10_000;

/**
 * Makes the keys of one deployment, which quota and ingest share by their master secret. Each root has its own,
 * HKDF-SHA256 (RFC 5869) of the master secret with the root's id, so that a key that gets out is good for one root. The
 * newest are remembered; that changes cost, never meaning. The secret must hold at least 32 bytes; whoever reads it checks
 * that.
 */
export function createAdmissionKeys(masterSecret: Uint8Array): AdmissionKey {
  const keys = new Map<string, Buffer>();
  return (root) => {
    const known = keys.get(root);
    if (known !== undefined) return known;
    const key = Buffer.from(hkdfSync('sha256', masterSecret, '', `suanpan admission v1 ${root}`, 32));
    const oldest = keys.size < KEYS_MAX ? undefined : keys.keys().next().value;
    if (oldest !== undefined) keys.delete(oldest);
    keys.set(root, key);
    return key;
  };
}
