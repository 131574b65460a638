import { expect, test } from '@jest/globals';
import type { Grant } from '@suanpan/catalogue';
import { decideDelegation, permissionsOfGrant } from './index.ts';
import { grant, NOW, twoRoots } from './testing/access-world.ts';

const eng = { kind: 'account', id: 'eng' } as const;
const world = twoRoots().put('grant', grant('head', { node: eng, role: 'department' }));

/** May the head of `eng` make this grant? */
function mayGrant(changes: Partial<Grant>) {
  const view = world.view();
  const asked = grant('new', { node: eng, principal: { kind: 'person', id: 'bob' }, ...changes });
  const permissions = permissionsOfGrant(view, asked);
  return decideDelegation({
    view,
    actor: { kind: 'person', id: 'ann' },
    node: asked.node ?? { kind: 'platform' },
    permissions,
    now: NOW,
  });
}

test('what one holds can be handed on, here and below', () => {
  expect(mayGrant({ role: 'department' }).allowed).toBe(true);
  expect(mayGrant({ node: { kind: 'project', id: 'train' }, permissions: ['usage.view', 'api.call'] }).allowed).toBe(
    true,
  );
});

test('what one does not hold can not, and the answer names it', () => {
  const more = mayGrant({ role: 'root' });
  expect(more).toMatchObject({ allowed: false, reason: 'beyond_own' });
  expect(more.detail).toContain('adjustment.make');
  expect(mayGrant({ role: 'department', permissions: ['quota.edit'] }).detail).toContain('quota.edit');
});

test('nothing is handed on above, beside, in another root or at the platform', () => {
  for (const id of ['r1', 'r2'])
    expect(mayGrant({ node: { kind: 'account', id }, role: 'service' }).allowed).toBe(false);
  expect(mayGrant({ root: null, node: null, role: 'service' }).reason).toBe('beyond_own');
  expect(mayGrant({ node: { kind: 'account', id: 'none' }, role: 'service' }).reason).toBe('node_unknown');
});

test('a permission that does not exist is nobody’s to give', () => {
  expect(mayGrant({ permissions: ['usage.eat'] }).reason).toBe('permission_unknown');
});

test('a custom role counts as what it lists, another root’s as nothing', () => {
  world.put('role', { id: 'own', root: 'r1', name: 'own', permissions: ['quota.edit'] });
  world.put('role', { id: 'foreign', root: 'r2', name: 'foreign', permissions: ['quota.edit'] });
  expect(mayGrant({ role: 'own' }).allowed).toBe(false);
  expect([...permissionsOfGrant(world.view(), grant('g', { role: 'own', permissions: ['usage.view'] }))]).toEqual([
    'quota.edit',
    'usage.view',
  ]);
  expect(permissionsOfGrant(world.view(), grant('g', { role: 'foreign' })).size).toBe(0);
});
