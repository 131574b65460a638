import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { Fault } from '@suanpan/fault';
import type { ServiceLog } from '@suanpan/service-runtime';
import type { SignIn } from '@suanpan/sign-in';
import type { Clock } from '@suanpan/time';
import type { KnownPeople } from './known-people.ts';

/**
 * Makes a fresh installation usable: the first administrator, whose password is written to a file that its owner alone may
 * read, and must be changed at the first sign-in. Done before, it only sees to it that the catalogue knows of it.
 */
export async function firstAdministrator(
  { bootstrapLogin: login, bootstrapFile: file }: { readonly bootstrapLogin: string; readonly bootstrapFile: string },
  parts: { readonly signIn: SignIn; readonly people: KnownPeople; readonly clock: Clock; readonly log: ServiceLog },
): Promise<void> {
  const { signIn, people, clock, log } = parts;
  // Opened first: a password that could not be written down would be lost.
  const handle = openForOwner(file);
  try {
    const { person, grant, created } = await signIn.bootstrap({ login, now: clock.now() });
    if (created !== undefined) {
      writeSync(handle, `${created.password}\n`);
      fsyncSync(handle);
      log.info({ login: created.login, file }, 'the first administrator was made; the password is in the file');
    }
    await people.know(person, grant);
  } finally {
    closeSync(handle);
  }
}

function openForOwner(file: string): number {
  try {
    return openSync(file, 'a', 0o600);
  } catch (cause) {
    throw new Fault('config_invalid', `SUANPAN_BOOTSTRAP_FILE ${file} cannot be written.`, { cause });
  }
}
