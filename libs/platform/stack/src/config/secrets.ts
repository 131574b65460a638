import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@suanpan/fault';
import { makeDataFolder } from './data-folder.ts';

/** The folder of generated secrets, which its owner alone may enter. */
export function secretsFolder(dataFolder: string): string {
  const folder = join(dataFolder, 'secrets');
  // The folders above keep their usual mode: PostgreSQL may run as another user and must pass through them.
  makeDataFolder(folder);
  chmodSync(folder, 0o700);
  return folder;
}

/** A secret of 32 random bytes as 64 hexadecimal digits, made at first use and kept in a file (0600). */
export function keptSecret(dataFolder: string, name: string): { readonly file: string; readonly value: string } {
  const file = join(secretsFolder(dataFolder), name);
  try {
    writeFileSync(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const value = readFileSync(file, 'utf8').trim();
  if (/^[0-9a-f]{64}$/.test(value)) return { file, value };
  throw new Fault('config_invalid', `The secret ${file} is damaged. What it protects cannot be opened without it.`);
}
