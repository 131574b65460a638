import type { DoorUser } from './users.ts';

/**
 * The engine knows one user and lets nobody set a query id, so each request carries who it is in its `log_comment`:
 * row filters read the role and root from it, and KILL finds the request by its number. Only the door writes it.
 */
export const ANALYST_MARK = 'role=analyst;root=';
export const TRUSTED_MARKS = ['role=admin;', 'role=sink;', 'role=repair;'] as const;

/** The root is written in hexadecimal, so that no name can hold a separator. */
export function markOf(user: DoorUser, requestNumber: number): string {
  const role =
    user.role === 'analyst'
      ? `${ANALYST_MARK}${Buffer.from(user.root ?? '', 'utf8').toString('hex')};`
      : `role=${user.role};`;
  return `${role}request=${requestNumber};`;
}

/** Puts a connection of the door itself past the row filters; without a mark it would see nothing. */
export const AS_THE_DOOR = "SET log_comment = 'role=admin;request=0;'";
