import type { Account, Grant, Project, Role } from '@suanpan/catalogue';
import fc from 'fast-check';
import { AccessWorld, account, grant, NOW } from './access-world.ts';
import type { NaiveWorld } from './naive-access.ts';

const ROOTS = ['r1', 'r2'] as const;
/** Few permissions and roles, so that grants meet. */
export const SOME_PERMISSIONS = ['usage.view', 'key.manage', 'api.call'] as const;

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

/** A grant anywhere in the forest, in its own root's name, another's, or the platform's. */
export function someGrant(accounts: readonly Account[], projects: readonly Project[]): fc.Arbitrary<Grant> {
  const nodes: Grant['node'][] = [
    null,
    ...accounts.map(({ id }) => ({ kind: 'account' as const, id })),
    ...projects.map(({ id }) => ({ kind: 'project' as const, id })),
  ];
  return fc
    .record({
      root: fc.constantFrom(null, ...ROOTS),
      node: fc.constantFrom(...nodes),
      principal: fc.constantFrom('ann', 'bob').map((id) => ({ kind: 'person' as const, id })),
      effect: fc.constantFrom('allow' as const, 'allow' as const, 'deny' as const),
      role: fc.constantFrom(null, 'role0', 'role1', 'role2', 'service', 'analyst'),
      permissions: fc.subarray([...SOME_PERMISSIONS]),
      expiresAt: fc.constantFrom(null, null, NOW - 1, NOW, NOW + 1),
    })
    .map((drawn) => grant('drawn', drawn));
}

/** Two random trees with projects, custom roles and grants of two people. */
export const someWorld: fc.Arbitrary<NaiveWorld> = forest.chain(({ accounts, projects }) =>
  fc
    .record({ roles, grants: fc.array(someGrant(accounts, projects), { maxLength: 10 }) })
    .map((rest) => ({ accounts, projects, ...rest, grants: rest.grants.map((each, i) => ({ ...each, id: `g${i}` })) })),
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
