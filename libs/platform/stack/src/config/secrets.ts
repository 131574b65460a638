import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
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

/** Folders of the data folder that are written once something has run. */
const DATA = ['kafka', 'postgres', 'clickhouse', 'fold'];

/**
 * A secret that data cannot do without. It is made with the data and never again: a new one would look right and be wrong.
 * `secret_missing` says what to restore, and what would go wrong: `loss` goes on after "with another secret".
 */
export function keptWithData(dataFolder: string, name: string, loss: string): ReturnType<typeof keptSecret> {
  const file = join(secretsFolder(dataFolder), name);
  const data = DATA.filter((folder) => existsSync(join(dataFolder, folder)));
  if (existsSync(file) || data.length === 0) return keptSecret(dataFolder, name);
  throw new Fault(
    'secret_missing',
    `The secret ${file} is missing, but ${dataFolder} holds data that was made with it (${data.join(', ')}). Restore the file ` +
      `from a backup: with another secret ${loss}. If the data may go too, remove ${dataFolder}.`,
  );
}
