import type { Account, ApiKey, Project } from '@suanpan/catalogue';
import type { NewRoot } from './change-request.ts';

const ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;
const HASH = /^[0-9a-f]{64}$/;
const SCOPES: readonly unknown[] = ['ingest', 'read', 'admin'];
const ACCOUNT_KINDS: readonly unknown[] = ['department', 'service'];
export const TEXT_LENGTH_MAX = 200;

/** A text people read: not empty, of bounded length, without control characters or half characters. */
export function isPlainText(value: unknown, lengthMax = TEXT_LENGTH_MAX): value is string {
  return typeof value === 'string' && value !== '' && value.length <= lengthMax && !hasBadCharacter(value);
}

function hasBadCharacter(text: string): boolean {
  // A zero byte cannot be stored, a lone surrogate would come back as another character, and the rest misleads people.
  return /[\p{Cc}\p{Cs}]/u.test(text);
}

const ZONE = /^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/;

/**
 * Tells whether a time zone is one of the IANA database, in its own spelling: Intl forgives `asia/shanghai`, but
 * ClickHouse does not. An offset such as `+08:00` is no zone.
 */
export function isTimeZone(zone: unknown): boolean {
  if (typeof zone !== 'string' || !ZONE.test(zone)) return false;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
    return known.toLowerCase() !== zone.toLowerCase() || known === zone;
  } catch {
    // Intl has no question to ask; its error is the answer.
    return false;
  }
}

function idFlaw(what: string, id: unknown): string | undefined {
  if (typeof id === 'string' && ID.test(id)) return undefined;
  return `${what} must be 1 to 64 letters, digits or _ . : - and start with a letter or digit.`;
}

function nameFlaw(name: unknown): string | undefined {
  return isPlainText(name) ? undefined : `name must be 1 to ${TEXT_LENGTH_MAX} characters without control characters.`;
}

/** What is wrong with the shape of a root, if anything. */
export function rootFlaw(root: NewRoot): string | undefined {
  const flaw = idFlaw('id', root.id) ?? nameFlaw(root.name);
  if (flaw !== undefined) return flaw;
  return isTimeZone(root.zone)
    ? undefined
    : `zone must be an IANA time zone such as Asia/Shanghai, not '${root.zone}'.`;
}

/** What is wrong with the shape of an account below a root, if anything. */
export function accountFlaw(account: Account): string | undefined {
  if (!ACCOUNT_KINDS.includes(account.kind))
    return 'kind must be department or service; a root account comes with its root.';
  return idFlaw('id', account.id) ?? nameFlaw(account.name);
}

/** What is wrong with the shape of a project, if anything. */
export function projectFlaw(project: Project): string | undefined {
  return idFlaw('id', project.id) ?? nameFlaw(project.name);
}

/** What is wrong with the shape of a key, if anything. */
export function keyFlaw(key: ApiKey): string | undefined {
  const flaw = idFlaw('id', key.id);
  if (flaw !== undefined) return flaw;
  if (!HASH.test(key.hash)) return 'hash must be a SHA-256 in lower-case hex.';
  if (!isPlainText(key.display, 40)) return 'display must be 1 to 40 characters.';
  if (key.scopes.length === 0 || !key.scopes.every((scope) => SCOPES.includes(scope))) {
    return 'scopes must name at least one of ingest, read, admin.';
  }
  if (new Set(key.scopes).size !== key.scopes.length) return 'scopes must not repeat.';
  if (key.status !== 'active' && key.status !== 'revoked') return 'status must be active or revoked.';
  if (key.expiresAt !== null && !Number.isSafeInteger(key.expiresAt))
    return 'expiresAt must be epoch milliseconds or null.';
  return undefined;
}
