import { readFileSync } from 'node:fs';
import { Fault } from '@suanpan/fault';
import { type RunAs, startChild } from '../process/child.ts';
import { findSetpriv } from '../process/tools.ts';

/** Looks a user up in the system's list. */
function userNamed(name: string): { uid: number; gid: number } | undefined {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [user, , uid, gid] = line.split(':');
    if (user === name) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

/** Whether that user can run initdb and reach this folder, which lie wherever the repository lies. */
async function canReach(initdb: string, folder: string, runAs: RunAs): Promise<boolean> {
  // It ends after it has looked for the other programs, which it does with fewer rights than it runs with.
  const runs = await startChild({ command: initdb, args: ['--show', '-D', `${folder}/none`], runAs }).exited;
  if (runs.code !== 0) return false;
  // `test -x` would ask about the permission bits alone and overlook a right that was lent.
  return (await startChild({ command: 'ls', args: ['-d', `${folder}/.`], runAs }).exited).code === 0;
}

/**
 * PostgreSQL refuses to run as root. Root therefore starts it as the user `postgres`, or `nobody` where there is none.
 * When that user cannot pass through the folders above (a checkout below root's closed home), it is lent the right to.
 * Resolves to `undefined` for everybody but root.
 */
export async function postgresUser(initdb: string, folder: string): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const user = userNamed('postgres') ?? userNamed('nobody');
  if (user === undefined)
    throw new Fault('part_failed', 'There is neither a user postgres nor nobody to run PostgreSQL.');
  const plain: RunAs = { ...user, throughClosedFolders: false };
  if (await canReach(initdb, folder, plain)) return plain;
  const lent: RunAs = { ...user, throughClosedFolders: true };
  if (findSetpriv() !== undefined && (await canReach(initdb, folder, lent))) return lent;
  throw new Fault(
    'part_failed',
    `PostgreSQL cannot run as root, and the user with id ${user.uid} cannot run ${initdb} or reach ${folder}. ` +
      'Move the repository and SUANPAN_DATA to folders that others may read, or set SUANPAN_POSTGRES_URL.',
  );
}
