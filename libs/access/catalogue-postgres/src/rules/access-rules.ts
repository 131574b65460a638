import { type Grant, grantKey } from '@suanpan/catalogue';
import type { Fault } from '@suanpan/fault';
import { BUILT_IN_ROLES } from '@suanpan/permissions';
import type { PlannedCatalogue } from '../planned-catalogue.ts';
import { invalid, type Rule, rootFault, unknown } from './rule.ts';

const LAST_OPERATOR = 'nobody else operates the platform; make another operator first.';

export const personRule: Rule<'person'> = {
  refuse: (planned, { id, status }, found) =>
    status === 'suspended' &&
    found?.status === 'active' &&
    isLastOperator(planned, (grant) => grant.principal.id === id)
      ? invalid(LAST_OPERATOR)
      : undefined,
  refuseEnd: (planned, id) =>
    planned.under('grant', grantKey('person', id)).length > 0
      ? invalid('grants to this person stand; end them first.')
      : undefined,
};

export const roleRule: Rule<'role'> = {
  fixed: ['root'],
  refuse: (planned, { id, root }) =>
    BUILT_IN_ROLES.has(id) ? invalid('a built-in role has this id.') : rootFault(planned, root),
  refuseEnd: (planned, id) =>
    planned.all('grant').some((grant) => grant.role === id)
      ? invalid('grants of this role stand; end them first.')
      : undefined,
};

export const grantRule: Rule<'grant'> = {
  fixed: ['root', 'principal'],
  refuse: (planned, grant) =>
    rootFault(planned, grant.root) ??
    nodeFault(planned, grant) ??
    principalFault(planned, grant) ??
    roleFault(planned, grant),
  refuseEnd: (planned, id) =>
    isLastOperator(planned, (grant) => grant.id === id) ? invalid(LAST_OPERATOR) : undefined,
};

/** Whether those leave, and nobody stays who operates the platform without end. Somebody must be left to make others. */
function isLastOperator(planned: PlannedCatalogue, leaves: (grant: Grant) => boolean): boolean {
  const operators = planned.all('grant').filter((grant) => isOperator(planned, grant));
  return operators.some(leaves) && operators.every(leaves);
}

/** A machine never holds what is for people alone, and so makes no operator. */
function isOperator(planned: PlannedCatalogue, { root, node, effect, role, expiresAt, principal }: Grant): boolean {
  const isWhole = root === null && node === null && effect === 'allow' && role === 'platform_operator';
  if (!isWhole || expiresAt !== null || principal.kind !== 'person') return false;
  return planned.get('person', principal.id)?.status === 'active';
}

function nodeFault(planned: PlannedCatalogue, { root, node }: Grant): Fault | undefined {
  if (node === null) return undefined;
  const found = planned.get(node.kind, node.id);
  if (found === undefined) return unknown(node.kind, node.id);
  return found.root === root ? undefined : invalid(`its ${node.kind} ${node.id} belongs to another root.`);
}

function principalFault(planned: PlannedCatalogue, { root, principal }: Grant): Fault | undefined {
  const { kind, id } = principal;
  if (kind === 'person') return planned.get('person', id) === undefined ? unknown('person', id) : undefined;
  const account = planned.get('account', id);
  if (account === undefined) return unknown('account', id);
  if (account.kind !== 'service')
    return invalid(`account ${id} is no service account; grants are for people and machines.`);
  // What concerns the whole platform may be granted to a machine of any root.
  return root === null || account.root === root ? undefined : invalid(`account ${id} belongs to another root.`);
}

function roleFault(planned: PlannedCatalogue, { root, role }: Grant): Fault | undefined {
  if (role === null || BUILT_IN_ROLES.has(role)) return undefined;
  const found = planned.get('role', role);
  if (found === undefined) return unknown('role', role);
  return found.root === null || found.root === root ? undefined : invalid(`role ${role} is another root's own.`);
}

export const organisationRule: Rule<'organisation'> = {
  refuse: (planned, { roots }) => {
    const missing = roots.find((root) => planned.get('root', root) === undefined);
    return missing === undefined ? undefined : unknown('root', missing);
  },
};
