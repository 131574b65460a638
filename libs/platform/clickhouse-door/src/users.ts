import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { Fault } from '@suanpan/fault';

/**
 * What a user may do. `admin`: everything but reaching outside the engine. `sink`: read, insert, kill its own queries.
 * `repair`: that, and delete rows of the ledger. `analyst`: read the rows of one root.
 */
export type DoorRole = 'admin' | 'sink' | 'repair' | 'analyst';

export interface DoorUser {
  readonly name: string;
  /** SHA-256 of the password in UTF-8, 64 hexadecimal digits. */
  readonly passwordSha256: string;
  readonly role: DoorRole;
  /** The one root an analyst sees; no other role has one. */
  readonly root?: string;
}

const ROLES: readonly string[] = ['admin', 'sink', 'repair', 'analyst'] satisfies DoorRole[];

/** The hash under which a users file keeps a password. */
export function passwordHash(password: string): string {
  return createHash('sha256').update(password, 'utf8').digest('hex');
}

function invalid(what: string): Fault {
  return new Fault('config_invalid', `The ClickHouse users file (SUANPAN_CLICKHOUSE_USERS_FILE) ${what}.`);
}

function userOf(value: unknown, index: number): DoorUser {
  const { name, passwordSha256, role, root } = (value ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') throw invalid(`names no user at index ${index}`);
  if (typeof passwordSha256 !== 'string' || !/^[0-9a-f]{64}$/.test(passwordSha256)) {
    throw invalid(`gives "${name}" no passwordSha256 of 64 lower-case hexadecimal digits`);
  }
  if (typeof role !== 'string' || !ROLES.includes(role))
    throw invalid(`gives "${name}" no role of ${ROLES.join(', ')}`);
  const isAnalyst = role === 'analyst';
  if (isAnalyst !== (typeof root === 'string' && root !== '')) {
    throw invalid(
      isAnalyst ? `binds analyst "${name}" to no root` : `gives "${name}" a root although only analysts have one`,
    );
  }
  const user = { name, passwordSha256, role: role as DoorRole };
  return isAnalyst ? { ...user, root: root as string } : user;
}

/** Reads the text of a users file: a JSON array of users with distinct names. */
export function parseUsers(text: string): ReadonlyMap<string, DoorUser> {
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (cause) {
    throw new Fault('config_invalid', 'The ClickHouse users file (SUANPAN_CLICKHOUSE_USERS_FILE) is not JSON.', {
      cause,
    });
  }
  if (!Array.isArray(values)) throw invalid('is not an array');
  const users = new Map<string, DoorUser>();
  for (const [index, value] of values.entries()) {
    const user = userOf(value, index);
    if (users.has(user.name)) throw invalid(`names "${user.name}" twice`);
    users.set(user.name, user);
  }
  return users;
}

/** Compares in a time that does not tell how much was right; an unknown name costs the same as a wrong password. */
export function authenticated(
  users: ReadonlyMap<string, DoorUser>,
  name: string,
  password: string,
): DoorUser | undefined {
  const user = users.get(name);
  const given = Buffer.from(passwordHash(password), 'hex');
  const kept = Buffer.from(user?.passwordSha256 ?? '00'.repeat(32), 'hex');
  return timingSafeEqual(given, kept) ? user : undefined;
}

/** The users of a file, read again when the file changes; a file that became invalid keeps the users of before. */
export class UsersFile {
  readonly #path: string;
  readonly #onInvalid: (error: unknown) => void;
  #users: ReadonlyMap<string, DoorUser>;
  #readStamp: string;

  constructor(path: string, onInvalid: (error: unknown) => void) {
    this.#path = path;
    this.#onInvalid = onInvalid;
    try {
      this.#readStamp = this.#stamp();
      this.#users = parseUsers(readFileSync(path, 'utf8'));
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      throw new Fault(
        'config_invalid',
        `The ClickHouse users file ${path} (SUANPAN_CLICKHOUSE_USERS_FILE) cannot be read.`,
        {
          cause,
        },
      );
    }
  }

  users(): ReadonlyMap<string, DoorUser> {
    try {
      const stamp = this.#stamp();
      if (stamp !== this.#readStamp) {
        this.#readStamp = stamp;
        this.#users = parseUsers(readFileSync(this.#path, 'utf8'));
      }
    } catch (error) {
      this.#onInvalid(error);
    }
    return this.#users;
  }

  #stamp(): string {
    const { mtimeMs, size, ino } = statSync(this.#path);
    return `${mtimeMs} ${size} ${ino}`;
  }
}
