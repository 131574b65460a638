import type { Account, Grant, Principal, Project } from '@suanpan/catalogue';
import fc from 'fast-check';

/** Few permissions and roles, so that grants meet. */
export const SOME_PERMISSIONS = ['usage.view', 'key.manage', 'api.call'] as const;

/** Among whom and where grants are drawn. */
export interface GrantGround {
  readonly roots: readonly string[];
  readonly accounts: readonly Pick<Account, 'id'>[];
  readonly projects: readonly Pick<Project, 'id'>[];
  readonly principals: readonly Principal[];
  /** The instant that grants end around. */
  readonly now: number;
}

/** A grant anywhere in a forest, in its own root's name, another's, or the platform's. The id is for the caller to give. */
export function someGrant({ roots, accounts, projects, principals, now }: GrantGround): fc.Arbitrary<Grant> {
  const nodes: Grant['node'][] = [
    null,
    ...accounts.map(({ id }) => ({ kind: 'account' as const, id })),
    ...projects.map(({ id }) => ({ kind: 'project' as const, id })),
  ];
  return fc.record({
    id: fc.constant('drawn'),
    root: fc.constantFrom(null, ...roots),
    node: fc.constantFrom(...nodes),
    principal: fc.constantFrom(...principals),
    effect: fc.constantFrom('allow' as const, 'allow' as const, 'deny' as const),
    role: fc.constantFrom(null, 'role0', 'role1', 'role2', 'service', 'analyst'),
    permissions: fc.subarray([...SOME_PERMISSIONS]),
    expiresAt: fc.constantFrom(null, null, now - 1, now, now + 1),
  });
}
