import type { ApiKey } from '@suanpan/catalogue';
import type { FaultCode } from '@suanpan/fault';

/** All of a new key but its id and what is minted: `hash` and `display`. */
export type KeyToIssue = Omit<ApiKey, 'id' | 'hash' | 'display'>;

export type RotationPlan =
  | {
      readonly ok: true;
      /** May do what the old one may, and says whom it replaces. */
      readonly issue: KeyToIssue;
      /** The old key, with the end of the overlap as its end. */
      readonly replaced: ApiKey;
    }
  | { readonly ok: false; readonly code: FaultCode; readonly detail: string };

/** A longer overlap is two keys, not a rotation. */
const OVERLAP_SECONDS_MAX = 90 * 86_400;

/**
 * Plans the rotation of a key at an instant (epoch milliseconds): a new key of the same account, project, scopes and
 * networks, and an end for the old one `overlapSeconds` from now, both of which are written in one revision. The old key
 * never ends later than it would have. The new one ends when told; by default when the old one was to end.
 */
export function planRotation(
  key: ApiKey,
  now: number,
  overlapSeconds: number,
  expiresAt: number | null = key.expiresAt,
): RotationPlan {
  if (key.status === 'revoked') return refuse('credential_revoked', 'A revoked key is not rotated; issue a new one.');
  if (key.expiresAt !== null && now >= key.expiresAt) {
    return refuse('credential_expired', 'A key that has expired is not rotated; issue a new one.');
  }
  if (!Number.isSafeInteger(overlapSeconds) || overlapSeconds < 0 || overlapSeconds > OVERLAP_SECONDS_MAX) {
    return refuse('request_invalid', `The overlap must be 0 to ${OVERLAP_SECONDS_MAX} whole seconds.`);
  }
  if (expiresAt !== null && (!Number.isSafeInteger(expiresAt) || expiresAt <= now)) {
    return refuse('request_invalid', 'The new key must end in the future, or not at all.');
  }
  const { id, hash: _hash, display: _display, replaces: _replaces, ...same } = key;
  const end = now + overlapSeconds * 1000;
  return {
    ok: true,
    issue: { ...same, expiresAt, replaces: id },
    replaced: { ...key, expiresAt: key.expiresAt === null ? end : Math.min(key.expiresAt, end) },
  };
}

function refuse(code: FaultCode, detail: string): RotationPlan {
  return { ok: false, code, detail };
}
