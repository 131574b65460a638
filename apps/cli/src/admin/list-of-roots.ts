import type { Address, Query } from './address.ts';
import { at } from './address.ts';
import type { Admin } from './admin.ts';

/** Everything of one root, or of every root the caller sees, for lists that are kept per root. */
export async function listOfRoots<T>(
  admin: Admin,
  address: Address,
  root: string | undefined,
  query: Query = {},
): Promise<T[]> {
  const roots = root === undefined ? await admin.list<{ readonly id: string }>(at`roots`) : [{ id: root }];
  const all: T[] = [];
  for (const { id } of roots) all.push(...(await admin.list<T>(address, { ...query, root: id })));
  return all;
}
