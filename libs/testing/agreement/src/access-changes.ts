import type { Grant, Person, Role } from '@suanpan/catalogue';
import { NOWHERE, naiveMay, type PeopledWorld, SOME_PERMISSIONS, someGrant } from '@suanpan/naive-access';
import { BUILT_IN_ROLES, decideAccess, PERSON_ONLY, type Permission } from '@suanpan/permissions';
import fc from 'fast-check';
import { ACCOUNTS, BEGINS, PEOPLE, PROJECTS, ROOTS } from './first-world.ts';
import { type GrowingCatalogue, type Put, put } from './growing-catalogue.ts';

/** One change of who may do what. Grants end around {@link ACCESS_NOW}. */
export type AccessChange =
  | { readonly change: 'grant'; readonly grant: Grant; readonly number: number }
  | { readonly change: 'revoke'; readonly number: number }
  | { readonly change: 'role'; readonly role: Role }
  | { readonly change: 'person'; readonly person: Person }
  | { readonly change: 'account'; readonly account: string; readonly closed: boolean };

/** The instant at which everybody is asked. */
export const ACCESS_NOW = BEGINS;

const number = fc.nat({ max: 9 });
const ground = {
  roots: ROOTS,
  accounts: [...ACCOUNTS, 'q', 'qd'].map((id) => ({ id })),
  projects: PROJECTS.map((id) => ({ id })),
  principals: [
    ...PEOPLE.map((id) => ({ kind: 'person' as const, id })),
    ...['s', 'y', 'd'].map((id) => ({ kind: 'account' as const, id })),
  ],
  now: ACCESS_NOW,
};

export const someAccessChange: fc.Arbitrary<AccessChange> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ change: fc.constant('grant' as const), grant: someGrant(ground), number }) },
  { weight: 2, arbitrary: fc.record({ change: fc.constant('revoke' as const), number }) },
  {
    weight: 3,
    arbitrary: fc.record({
      change: fc.constant('role' as const),
      role: fc.record({
        id: fc.constantFrom('role0', 'role1', 'role2'),
        root: fc.constantFrom(null, ...ROOTS),
        name: fc.constant('role'),
        permissions: fc.subarray<string>([...SOME_PERMISSIONS, 'price.approve']),
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      change: fc.constant('person' as const),
      person: fc.record({
        id: fc.constantFrom(...PEOPLE),
        name: fc.constant('person'),
        status: fc.constantFrom('active' as const, 'suspended' as const),
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      change: fc.constant('account' as const),
      account: fc.constantFrom('s', 'y', 'd'),
      closed: fc.boolean(),
    }),
  },
);

export function accessPutsOf(change: AccessChange, { newest }: GrowingCatalogue): readonly Put[] {
  switch (change.change) {
    case 'grant':
      return [put('grant', { ...change.grant, id: `g${change.number}` })];
    case 'revoke': {
      const id = `g${change.number}`;
      return newest.get('grant', id) === undefined ? [] : [{ entity: 'grant', id, after: null }];
    }
    case 'role':
      return [put('role', change.role)];
    case 'person':
      return [put('person', change.person)];
    case 'account': {
      const account = newest.account(change.account);
      if (account === undefined) return [];
      const { status: _, ...open } = account;
      return [put('account', change.closed ? { ...open, status: 'closed' } : open)];
    }
  }
}

const KEY = { root: 'r', hash: '', display: 'spn_', status: 'active', expiresAt: null } as const;
const ACTORS = [
  ...[...PEOPLE, 'nobody'].map((id) => ({ kind: 'person' as const, id })),
  ...['s', 'y', 'd'].map((id) => ({ kind: 'account' as const, id })),
  ...[
    { ...KEY, id: 'k1', account: 's', project: null, scopes: ['ingest', 'read'] as const },
    { ...KEY, id: 'k2', account: 'y', project: 'p-y', scopes: ['ingest', 'admin'] as const },
    { ...KEY, id: 'k3', account: 'd', project: null, scopes: ['admin'] as const, expiresAt: ACCESS_NOW },
    { ...KEY, id: 'k4', account: 'd', project: null, scopes: ['admin', 'read'] as const, expiresAt: ACCESS_NOW + 1 },
  ].map((key) => ({ kind: 'key' as const, key })),
];
const PERMISSIONS: readonly Permission[] = [...SOME_PERMISSIONS, 'price.approve'];

const OF_ACCESS: ReadonlySet<string> = new Set(['account', 'project', 'role', 'grant', 'person']);

/**
 * Asks everywhere by the newest revision, for everybody where it changed what access follows from, else for one after the other:
 * the real decision and the naive one. Answers how many questions were asked, and those on which the two differ.
 */
export function askAround(
  catalogue: GrowingCatalogue,
  puts: readonly Put[],
): { readonly asked: number; readonly differences: readonly string[] } {
  const view = catalogue.newest;
  const isAboutAccess = puts.some(({ entity }) => OF_ACCESS.has(entity));
  const actors = isAboutAccess ? ACTORS : ACTORS.filter((_, i) => i === view.revision % ACTORS.length);
  const world: PeopledWorld = {
    accounts: catalogue.all('account'),
    projects: catalogue.all('project'),
    roles: catalogue.all('role'),
    grants: catalogue.all('grant'),
    people: catalogue.all('person'),
    builtIn: [...BUILT_IN_ROLES.values()],
    forPeople: [...PERSON_ONLY],
  };
  const nodes = [
    { kind: 'platform' as const },
    ...world.accounts.map(({ id }) => ({ kind: 'account' as const, id })),
    ...world.projects.map(({ id }) => ({ kind: 'project' as const, id })),
    { kind: 'account' as const, id: 'missing' },
  ];
  const differences: string[] = [];
  let asked = 0;
  for (const actor of actors) {
    for (const permission of PERMISSIONS) {
      for (const node of nodes) {
        asked += 1;
        const real = decideAccess({ view, actor, permission, node, now: ACCESS_NOW }).allowed;
        const nodeId = node.kind === 'platform' ? NOWHERE : node.id;
        const naive = naiveMay(world, actor, permission, nodeId, ACCESS_NOW);
        if (real !== naive)
          differences.push(`revision ${view.revision}: ${JSON.stringify({ actor, permission, node, real, naive })}`);
      }
    }
  }
  return { asked, differences };
}
