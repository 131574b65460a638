import { accessSync, constants, mkdirSync } from 'node:fs';
import { Fault } from '@suanpan/fault';

/** Makes the data folder, or one below it. `config_invalid` says what to set where it cannot be written: a checkout may be read-only. */
export function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const detail = `The data folder ${folder} cannot be written (${code}). Set SUANPAN_DATA to a folder that can.`;
    throw new Fault('config_invalid', detail, { cause });
  }
}
