import { expect, test } from '@jest/globals';
import { BUILT_IN_ROLES, isPermission, PERMISSION_NAMES, PERMISSIONS, VIEW_PERMISSIONS } from './index.ts';

const permissionsOf = (id: string) => BUILT_IN_ROLES.get(id)?.permissions ?? [];

test('every permission is resource.verb with a sentence', () => {
  for (const [name, text] of Object.entries(PERMISSIONS)) {
    expect(name).toMatch(/^[a-z]+\.[a-z]+$/);
    expect(text).toMatch(/^[A-Z].*\.$/);
    expect(isPermission(name)).toBe(true);
  }
  for (const stranger of ['usage', 'usage.', 'toString', '__proto__', 'usage.view ']) {
    expect(isPermission(stranger)).toBe(false);
  }
});

test('a role lists existing permissions, sorted, each once, under its own id', () => {
  for (const [id, role] of BUILT_IN_ROLES) {
    expect(role.id).toBe(id);
    expect(role.permissions.filter((each) => !isPermission(each))).toEqual([]);
    expect(role.permissions).toEqual([...new Set(role.permissions)].sort());
  }
});

test('the three roles of the tree hold what the field expects of them', () => {
  expect(permissionsOf('root')).toEqual(expect.arrayContaining(['billing.manage', 'quota.edit', 'audit.view']));
  expect(permissionsOf('department')).toEqual(expect.arrayContaining(['project.manage', 'usage.view']));
  expect(permissionsOf('service')).toEqual(['api.call']);
});

test('no role but the operator concerns more than one root, and a department does not lift its own caps', () => {
  for (const [id, { permissions }] of BUILT_IN_ROLES) {
    if (id === 'platform_operator') expect(permissions).toEqual(PERMISSION_NAMES);
    else
      for (const each of ['root.create', 'person.manage', 'organisation.manage'])
        expect(permissions).not.toContain(each);
  }
  expect(permissionsOf('department')).not.toContain('quota.edit');
});

test('a viewer changes nothing, and whoever proposes prices does not approve them', () => {
  expect(permissionsOf('auditor')).toEqual(VIEW_PERMISSIONS);
  for (const id of ['billing_viewer', 'analyst']) {
    expect(permissionsOf(id).filter((each) => !each.endsWith('.view'))).toEqual([]);
  }
  expect(permissionsOf('price_editor')).not.toContain('price.approve');
  expect(permissionsOf('price_approver')).not.toContain('price.propose');
});
