import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readLastUse } from '@suanpan/clickhouse-door';
import { Fault } from '@suanpan/fault';
import { clickhouseUsersFile, type KeptUser, readUsers, sha256, writeUsers } from './users-file.ts';

/** Somebody who may read the rows of one root with SQL. */
export interface Analyst {
  readonly name: string;
  readonly root: string;
  /** Milliseconds since 1970; absent where it was made before this was kept. */
  readonly madeAtMs?: number;
  /** Up to two seconds old. Absent if there was no use, or none since this is kept. */
  readonly lastUsedAtMs?: number;
}

// As a login of the drivers, which put it into addresses.
const NAME = /^[a-z][a-z0-9._-]{0,62}$/;
/** 192 random bits, written as 32 characters of base64url. */
const PASSWORD_BYTES = 24;

/**
 * Makes an analyst of the embedded ClickHouse, which takes it up with its next request. The password is told here and
 * nowhere again: its digest is kept. Throws `config_invalid` for a name that is not one, `entity_exists` for one in use.
 */
export function makeAnalyst(
  dataFolder: string,
  { name, root, nowMs }: { readonly name: string; readonly root: string; readonly nowMs: number },
): { readonly password: string } {
  if (!NAME.test(name)) {
    const detail = `"${name}" is no name of an analyst: a small letter, then small letters, digits, ".", "_" or "-", 63 at most.`;
    throw new Fault('config_invalid', detail);
  }
  const file = clickhouseUsersFile(dataFolder);
  const users = readUsers(file);
  if (users.some((user) => user.name === name)) {
    throw new Fault('entity_exists', `The ClickHouse user ${name} exists already.`);
  }
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  const analyst: KeptUser = { name, role: 'analyst', root, passwordSha256: sha256(password), madeAtMs: nowMs };
  writeUsers(file, [...users, analyst]);
  return { password };
}

/** The analysts of the embedded ClickHouse, by name. */
export function listAnalysts(dataFolder: string): readonly Analyst[] {
  const used = readLastUse(join(dataFolder, 'clickhouse'));
  return readUsers(clickhouseUsersFile(dataFolder))
    .filter(({ role }) => role === 'analyst')
    .map(({ name, root = '', madeAtMs }) => ({
      ...{ name, root },
      ...(madeAtMs === undefined ? {} : { madeAtMs }),
      ...(used[name] === undefined ? {} : { lastUsedAtMs: used[name] }),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Ends an analyst: the next request is refused, what runs is stopped within two seconds. Throws `entity_unknown`. */
export function endAnalyst(dataFolder: string, name: string): void {
  const file = clickhouseUsersFile(dataFolder);
  const users = readUsers(file);
  const left = users.filter((user) => user.name !== name || user.role !== 'analyst');
  if (left.length === users.length) throw new Fault('entity_unknown', `There is no analyst ${name}.`);
  writeUsers(file, left);
}
