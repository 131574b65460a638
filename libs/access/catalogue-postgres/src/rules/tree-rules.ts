import type { Account, ApiKey, Project } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import type { PlannedCatalogue } from '../planned-catalogue.ts';
import { closedFault, invalid, ownerFault, type Rule, rootFault, unknown } from './rule.ts';

export const rootRule: Rule<'root'> = {
  refuse: (planned, { id }, found) =>
    // The root's own account carries its id; a department that took the id before must not become its account.
    found === undefined && planned.isTaken('account', id)
      ? new Fault('entity_exists', 'an account has this id already.')
      : undefined,
  refuseEnd: 'a root never ends: what it used stays booked on it.',
};

export const accountRule: Rule<'account'> = {
  fixed: ['root', 'kind'],
  refuse: (planned, account, found) =>
    found?.kind === 'root' ? rootAccountFault(account, found) : belowRootFault(planned, account, found),
  refuseEnd: 'an account never ends, because usage stays booked on it; close it.',
};

function rootAccountFault(account: Account, found: Account): Fault | undefined {
  if (account.parent !== null) return invalid('a root account has no parent.');
  return account.name === found.name ? undefined : invalid('a root account is renamed with its root.');
}

function belowRootFault(planned: PlannedCatalogue, account: Account, found?: Account): Fault | undefined {
  const { id, root, parent, kind } = account;
  if (kind === 'root') return invalid('kind must be department or service; a root account comes with its root.');
  const wrong = rootFault(planned, root);
  if (wrong !== undefined) return wrong;
  if (parent === null) return invalid('parent is missing; only a root account has none.');
  const above = planned.get('account', parent);
  if (above === undefined) return unknown('account', parent);
  if (above.root !== root) return invalid(`its parent ${parent} belongs to another root.`);
  if (above.kind === 'service') return invalid(`its parent ${parent} is a service account, which is a leaf.`);
  if (liesBelow(planned, above, id)) return invalid(`its parent ${parent} lies below it.`);
  return found?.parent === parent ? undefined : closedFault(planned, parent);
}

function liesBelow(planned: PlannedCatalogue, account: Account, id: string): boolean {
  for (let at: Account | undefined = account; at !== undefined; ) {
    if (at.id === id) return true;
    at = at.parent === null ? undefined : planned.get('account', at.parent);
  }
  return false;
}

export const projectRule: Rule<'project'> = {
  fixed: ['root'],
  refuse: (planned, { root, account }, found) => bookedFault(planned, root, account, found),
  refuseEnd: 'a project never ends, because usage stays booked on it; archive it.',
};

export const keyRule: Rule<'key'> = {
  fixed: ['root', 'hash', 'display', 'replaces'],
  refuse: (planned, key, found) => {
    if (found === undefined && planned.isHashTaken(key.hash))
      return new Fault('entity_exists', 'a key with this hash exists.');
    if (found?.status === 'revoked' && key.status !== 'revoked') return invalid('a revoked key stays revoked.');
    return bookedFault(planned, key.root, key.account, found) ?? boundFault(planned, key) ?? rotatedFault(planned, key);
  },
  refuseEnd: 'a key never ends, because records name it; revoke it.',
};

function bookedFault(
  planned: PlannedCatalogue,
  root: string,
  account: string,
  found?: Project | ApiKey,
): Fault | undefined {
  const wrong = ownerFault(planned, root, account);
  return wrong ?? (found?.account === account ? undefined : closedFault(planned, account));
}

function boundFault(planned: PlannedCatalogue, { root, project }: ApiKey): Fault | undefined {
  if (project === null) return undefined;
  const bound = planned.get('project', project);
  if (bound === undefined) return unknown('project', project);
  return bound.root === root ? undefined : invalid(`its project ${project} belongs to another root.`);
}

function rotatedFault(planned: PlannedCatalogue, { id, root, replaces }: ApiKey): Fault | undefined {
  if (replaces === undefined) return undefined;
  if (replaces === id) return invalid('a key does not replace itself.');
  const old = planned.get('key', replaces);
  if (old === undefined) return unknown('key', replaces);
  return old.root === root ? undefined : invalid(`the key ${replaces} that it replaces belongs to another root.`);
}
