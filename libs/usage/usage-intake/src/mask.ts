import { createHmac, hkdfSync } from 'node:crypto';

/** What is masked; the kind goes into the hash, so that the same text as another kind is another hash. */
export type MaskedKind = 'endUser' | 'promptFingerprint';

/** Replaces a sensitive text by a keyed hash: 22 base64url characters (132 bits). */
export type Mask = (root: string, kind: MaskedKind, value: string) => string;

const MASK_CHARS = 22;
const ROOT_KEYS_MAX = 10_000;

/**
 * Makes the mask of one deployment. Each root has a key of its own, HKDF-SHA256 (RFC 5869) of the master secret with the
 * root's id, so that equal end users of two tenants cannot be matched and one root's key gives no other away.
 * Senders repeat the same end users, so the newest `entriesMax` hashes are remembered; that changes cost, never
 * meaning. The secret must hold at least 32 bytes; whoever reads it checks that.
 */
export function createMask(masterSecret: Uint8Array, entriesMax = 20_000): Mask {
  const rootKeys = new Map<string, Buffer>();
  const hashes = new Map<string, string>();

  function rootKey(root: string): Buffer {
    const known = rootKeys.get(root);
    if (known !== undefined) return known;
    const derived = Buffer.from(hkdfSync('sha256', masterSecret, '', `suanpan mask v1 ${root}`, 32));
    makeRoom(rootKeys, ROOT_KEYS_MAX);
    rootKeys.set(root, derived);
    return derived;
  }

  return (root, kind, value) => {
    // Root ids and kinds hold no line feed, so no two triples share a text.
    const text = `${root}\n${kind}\n${value}`;
    const known = hashes.get(text);
    if (known !== undefined) return known;
    const digest = createHmac('sha256', rootKey(root)).update(`${kind}\n${value}`).digest('base64url');
    const hash = digest.slice(0, MASK_CHARS);
    makeRoom(hashes, entriesMax);
    hashes.set(text, hash);
    return hash;
  };
}

/** Drops the oldest entry of a full map: a map keeps the order of insertion. */
function makeRoom(map: Map<string, unknown>, entriesMax: number): void {
  if (map.size < entriesMax) return;
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
