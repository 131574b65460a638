import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DoorUser } from '@suanpan/clickhouse-door';
import { keptSecret, secretsFolder } from '../config/secrets.ts';

/** A user whom a command made says when, for people. */
export type KeptUser = DoorUser & { readonly madeAtMs?: number };

/** The users every embedded ClickHouse has; their passwords are the secrets `clickhouse-<name>`. */
const OURS: readonly Pick<DoorUser, 'name' | 'role'>[] = [
  { name: 'suanpan', role: 'admin' },
  { name: 'sink', role: 'sink' },
  { name: 'repair', role: 'repair' },
];

export const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

/** Replaces the file in one step, closed to others. */
export function writeUsers(file: string, users: readonly KeptUser[]): void {
  writeFileSync(`${file}.next`, `${JSON.stringify(users, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.next`, file);
}

/** The users of a file; none if there is no file yet. */
export function readUsers(file: string): KeptUser[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as KeptUser[]) : [];
}

/** The users file of this data folder, with our users in it; analysts that were added stay. */
export function clickhouseUsersFile(dataFolder: string): string {
  const file = join(secretsFolder(dataFolder), 'clickhouse-users.json');
  const ours = OURS.map((user) => ({
    ...user,
    passwordSha256: sha256(keptSecret(dataFolder, `clickhouse-${user.name}`).value),
  }));
  const others = readUsers(file).filter((user) => !ours.some((own) => own.name === user.name));
  writeUsers(file, [...ours, ...others]);
  return file;
}

/**
 * Gives the embedded ClickHouse a user who may read the rows of one root alone, or finds the one it has. A running
 * ClickHouse takes it up by itself. The name is `analyst-<root>`.
 */
export function keepAnalyst(dataFolder: string, root: string): { readonly user: string; readonly password: string } {
  const name = `analyst-${root}`;
  const file = clickhouseUsersFile(dataFolder);
  const password = keptSecret(dataFolder, `clickhouse-${name.replaceAll(/[^\w-]/g, '_')}`).value;
  const analyst: DoorUser = { name, role: 'analyst', root, passwordSha256: sha256(password) };
  writeUsers(file, [...readUsers(file).filter((user) => user.name !== name), analyst]);
  return { user: name, password };
}
