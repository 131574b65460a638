import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretsFolder } from '@suanpan/stack';

/** A session with the admin service, as it is kept between commands. */
export interface KeptSession {
  /** The service it is good for; it is sent nowhere else. */
  readonly url: string;
  /** `name=token`, as the Cookie header wants it. */
  readonly cookie: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Where a session is kept: that of `suanpan login`, or that of the local operator. */
export function sessionFile(dataFolder: string, whose: 'login' | 'operator'): string {
  return join(secretsFolder(dataFolder), `session-${whose}`);
}

/** The session in a file, if there is one that can be read. */
export function readSession(file: string): KeptSession | undefined {
  const kept = readJson(file) as Partial<KeptSession> | undefined;
  const { url, cookie, expiresAt } = kept ?? {};
  if (typeof url !== 'string' || typeof cookie !== 'string' || typeof expiresAt !== 'number') return undefined;
  return { url, cookie, expiresAt };
}

/** Keeps a session in a file that its owner alone may read. */
export function keepSession(file: string, session: KeptSession): void {
  writePrivately(file, session);
}

export function forgetSession(file: string): void {
  rmSync(file, { force: true });
}

/** Writes JSON to a file of mode 0600, whole or not at all. */
export function writePrivately(file: string, content: unknown): void {
  const next = `${file}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  renameSync(next, file);
}

/** JSON in a file; `undefined` where there is none, or none that can be read: whatever it held is made anew. */
export function readJson(file: string): unknown {
  try {
    return Object(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
