import type { Account, Grant, Project, Role } from '@suanpan/catalogue';
import { type NaiveWorld, SOME_PERMISSIONS, someGrant } from '@suanpan/naive-access';
import fc from 'fast-check';
import { BUILT_IN_ROLES } from '../built-in-roles.ts';
import { AccessWorld, account, NOW } from './access-world.ts';

const ROOTS = ['r1', 'r2'] as const;
/** A node of a tree is a child of one made before it, so no tree has a circle. */
const tree = fc.array(fc.nat({ max: 1_000 }), { maxLength: 12 }).map((picks) => {
  const accounts: Account[] = ROOTS.map((id) => account(id, null, id));
  picks.forEach((pick, i) => {
    const parent = accounts[pick % accounts.length] as Account;
    accounts.push(account(`a${i}`, parent.id, parent.root));
  });
  return accounts;
});

const forest = tree.chain((accounts) =>
  fc.array(fc.constantFrom(...accounts), { minLength: 1, maxLength: 8 }).map((owners) => ({
    accounts,
    projects: owners.map((owner, i): Project => ({ id: `p${i}`, root: owner.root, account: owner.id, name: 'p' })),
  })),
);

const roles: fc.Arbitrary<Role[]> = fc
  .array(
    fc.record({
      root: fc.constantFrom(null, ...ROOTS),
      permissions: fc.subarray([...SOME_PERMISSIONS]),
    }),
    { maxLength: 3 },
  )
  .map((drawn) => drawn.map((role, i) => ({ id: `role${i}`, name: 'role', ...role })));

/** A grant of two people anywhere in the forest. */
export function grantAmong(accounts: readonly Account[], projects: readonly Project[]): fc.Arbitrary<Grant> {
  const principals = ['ann', 'bob'].map((id) => ({ kind: 'person' as const, id }));
  return someGrant({ roots: ROOTS, accounts, projects, principals, now: NOW });
}

/** Two random trees with projects, custom roles and grants of two people. */
export const someWorld: fc.Arbitrary<NaiveWorld> = forest.chain(({ accounts, projects }) =>
  fc
    .record({ roles, grants: fc.array(grantAmong(accounts, projects), { maxLength: 10 }) })
    .map(({ roles: drawn, grants }) => ({
      ...{ accounts, projects, roles: drawn, builtIn: [...BUILT_IN_ROLES.values()] },
      grants: grants.map((each, i) => ({ ...each, id: `g${i}` })),
    })),
);

/** The same world as a catalogue tells it. */
export function worldOf(drawn: NaiveWorld): AccessWorld {
  const world = new AccessWorld();
  for (const id of ['ann', 'bob']) world.put('person', { id, name: id, status: 'active' });
  for (const each of drawn.accounts) world.put('account', each);
  for (const each of drawn.projects) world.put('project', each);
  for (const each of drawn.roles) world.put('role', each);
  for (const each of drawn.grants) world.put('grant', each);
  return world;
}
