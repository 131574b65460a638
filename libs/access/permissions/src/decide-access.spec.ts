import { describe, expect, test } from '@jest/globals';
import type { Grant } from '@suanpan/catalogue';
import { type AccessNode, type Actor, decideAccess, type Permission, PLATFORM, refusalCode } from './index.ts';
import { type AccessWorld, account, grant, keyOf, NOW, twoRoots } from './testing/access-world.ts';

const ann: Actor = { kind: 'person', id: 'ann' };
const acc = (id: string): AccessNode => ({ kind: 'account', id });
const project = (id: string): AccessNode => ({ kind: 'project', id });

function ask(
  world: AccessWorld,
  actor: Actor,
  permission: Permission,
  node: AccessNode,
  now = NOW,
): { allowed: boolean; reason: string; by?: string } {
  return decideAccess({ view: world.view(), actor, permission, node, now });
}

function withGrants(...grants: Grant[]): AccessWorld {
  const world = twoRoots();
  for (const each of grants) world.put('grant', each);
  return world;
}

describe('a grant', () => {
  const at = (node: Grant['node']) => withGrants(grant('g', { node, permissions: ['usage.view'] }));

  test('holds at its node and everything below it, and nowhere above or beside', () => {
    const world = at({ kind: 'account', id: 'eng' });
    for (const node of [acc('eng'), acc('ml'), acc('bot'), project('chat'), project('train'), project('own')]) {
      expect(ask(world, ann, 'usage.view', node)).toMatchObject({ allowed: true, reason: 'granted', by: 'g' });
    }
    for (const node of [acc('r1'), acc('r2'), project('other'), PLATFORM]) {
      expect(ask(world, ann, 'usage.view', node)).toMatchObject({ allowed: false, reason: 'not_granted' });
    }
  });

  test('at a project holds there alone', () => {
    const world = at({ kind: 'project', id: 'train' });
    expect(ask(world, ann, 'usage.view', project('train')).allowed).toBe(true);
    expect(ask(world, ann, 'usage.view', acc('ml')).allowed).toBe(false);
  });

  test('is for the one it names and for what it names', () => {
    const world = at({ kind: 'account', id: 'r1' });
    expect(ask(world, { kind: 'person', id: 'bob' }, 'usage.view', acc('r1')).reason).toBe('not_granted');
    expect(ask(world, ann, 'key.view', acc('r1')).reason).toBe('not_granted');
  });

  test('of the platform holds in every root and at the platform', () => {
    const world = withGrants(grant('g', { root: null, node: null, role: 'platform_operator' }));
    for (const node of [PLATFORM, acc('r1'), project('other')]) {
      expect(ask(world, ann, 'price.approve', node)).toMatchObject({ allowed: true, by: 'g' });
    }
  });

  test('of a root gives nothing at the platform, whatever it names', () => {
    const world = withGrants(grant('g', { role: 'root', permissions: ['root.create', 'person.manage'] }));
    expect(ask(world, ann, 'root.create', PLATFORM).reason).toBe('not_granted');
    expect(ask(world, ann, 'person.manage', PLATFORM).reason).toBe('not_granted');
  });

  test('that a root gives at a node of another root speaks about nothing there', () => {
    const node = { kind: 'account', id: 'r2' } as const;
    const leak = withGrants(grant('g', { node, role: 'root' }));
    expect(ask(leak, ann, 'usage.view', acc('r2')).reason).toBe('not_granted');
    const own = grant('own', { root: 'r2', node, role: 'root' });
    const harm = withGrants(own, grant('g', { node, effect: 'deny', role: 'root' }));
    expect(ask(harm, ann, 'usage.view', acc('r2'))).toMatchObject({ allowed: true, by: 'own' });
  });

  test('of a root that names no node stands at the root', () => {
    const world = withGrants(grant('g', { node: null, permissions: ['usage.view'] }));
    expect(ask(world, ann, 'usage.view', project('train')).by).toBe('g');
    expect(ask(world, ann, 'usage.view', PLATFORM).allowed).toBe(false);
  });

  test('ends with the millisecond before its end', () => {
    const world = withGrants(grant('g', { permissions: ['usage.view'], expiresAt: NOW + 1 }));
    expect(ask(world, ann, 'usage.view', acc('r1'), NOW).allowed).toBe(true);
    expect(ask(world, ann, 'usage.view', acc('r1'), NOW + 1).reason).toBe('not_granted');
  });

  test('that ends does not hide a longer one of the same node', () => {
    const world = withGrants(
      grant('short', { permissions: ['usage.view'], expiresAt: NOW }),
      grant('long', { permissions: ['usage.view'] }),
      grant('middle', { permissions: ['usage.view'], expiresAt: NOW + 5 }),
    );
    expect(ask(world, ann, 'usage.view', acc('r1')).by).toBe('long');
  });
});

describe('a deny', () => {
  const allow = grant('allow', { role: 'root' });

  test.each(['r1', 'eng', 'ml'])('at %s beats an allow above, beside and below it', (id) => {
    const world = withGrants(
      allow,
      grant('deny', { effect: 'deny', node: { kind: 'account', id }, permissions: ['usage.view'] }),
      grant('same', { node: { kind: 'account', id }, permissions: ['usage.view'] }),
      grant('below', { node: { kind: 'project', id: 'train' }, permissions: ['usage.view'] }),
    );
    expect(ask(world, ann, 'usage.view', project('train'))).toMatchObject({ reason: 'denied', by: 'deny' });
    expect(ask(world, ann, 'key.view', project('train'))).toMatchObject({ allowed: true, by: 'allow' });
  });

  test('of the platform beats an allow of a root', () => {
    const world = withGrants(allow, grant('deny', { root: null, node: null, effect: 'deny', role: 'auditor' }));
    expect(ask(world, ann, 'usage.view', project('train'))).toMatchObject({ reason: 'denied', by: 'deny' });
    expect(ask(world, ann, 'project.manage', project('train')).allowed).toBe(true);
  });

  test('below leaves what is above alone, and an ended one denies nothing', () => {
    const node = { kind: 'account', id: 'ml' } as const;
    const denies = withGrants(allow, grant('deny', { effect: 'deny', node, role: 'root' }));
    expect(ask(denies, ann, 'usage.view', acc('eng')).allowed).toBe(true);
    const ended = withGrants(allow, grant('deny', { effect: 'deny', node, role: 'root', expiresAt: NOW }));
    expect(ask(ended, ann, 'usage.view', acc('ml')).allowed).toBe(true);
  });
});

describe('a custom role', () => {
  const role = { id: 'reader', root: 'r1', name: 'Reader', permissions: ['usage.view'] };

  test('gives what it lists now, at the revision that is asked', () => {
    const world = withGrants(grant('g', { role: 'reader' })).put('role', role);
    const before = world.view();
    expect(ask(world, ann, 'usage.view', acc('r1')).allowed).toBe(true);
    world.put('role', { ...role, permissions: ['key.view'] });
    expect(ask(world, ann, 'usage.view', acc('r1')).allowed).toBe(false);
    expect(ask(world, ann, 'key.view', acc('r1')).allowed).toBe(true);
    const then = { view: before, actor: ann, permission: 'usage.view', node: acc('r1'), now: NOW } as const;
    expect(decideAccess(then).allowed).toBe(true);
    world.end('role', 'reader');
    expect(ask(world, ann, 'key.view', acc('r1')).allowed).toBe(false);
    expect(decideAccess(then).allowed).toBe(true);
  });

  test('of another root gives nothing, one of everybody does', () => {
    const world = withGrants(grant('g', { role: 'reader' })).put('role', { ...role, root: 'r2' });
    expect(ask(world, ann, 'usage.view', acc('r1')).allowed).toBe(false);
    world.put('role', { ...role, root: null });
    expect(ask(world, ann, 'usage.view', acc('r1')).allowed).toBe(true);
  });

  test('that takes the id of a built-in one changes nothing', () => {
    const world = withGrants(grant('g', { role: 'service' })).put('role', { ...role, id: 'service' });
    expect(ask(world, ann, 'usage.view', acc('r1')).allowed).toBe(false);
    expect(ask(world, ann, 'api.call', acc('r1')).allowed).toBe(true);
  });
});

describe('whoever is nobody any more', () => {
  const root = grant('g', { role: 'root' });

  test('a suspended or unknown person may do nothing', () => {
    const world = withGrants(root).put('person', { id: 'ann', name: 'ann', status: 'suspended' });
    expect(ask(world, ann, 'usage.view', acc('r1')).reason).toBe('person_suspended');
    world.end('person', 'ann');
    expect(ask(world, ann, 'usage.view', acc('r1')).reason).toBe('person_unknown');
  });

  test('an account that is closed or unknown may do nothing', () => {
    const world = twoRoots().put('account', account('bot', 'eng', 'r1', { kind: 'service', status: 'closed' }));
    expect(ask(world, { kind: 'account', id: 'bot' }, 'api.call', project('own')).reason).toBe('account_closed');
    expect(ask(world, { kind: 'account', id: 'none' }, 'api.call', project('own')).reason).toBe('account_unknown');
  });

  test('a revoked or ended key may do nothing', () => {
    const revoked: Actor = { kind: 'key', key: keyOf('bot', ['ingest'], { status: 'revoked' }) };
    expect(ask(twoRoots(), revoked, 'api.call', project('own')).reason).toBe('key_revoked');
    const ended: Actor = { kind: 'key', key: keyOf('bot', ['ingest'], { expiresAt: NOW }) };
    expect(ask(twoRoots(), ended, 'api.call', project('own')).reason).toBe('key_expired');
  });

  test('a node or permission that does not exist is nowhere and nothing', () => {
    expect(ask(withGrants(root), ann, 'usage.view', project('none')).reason).toBe('node_unknown');
    expect(ask(withGrants(root), { kind: 'system' }, 'usage.view', acc('none')).reason).toBe('node_unknown');
    for (const name of ['usage.eat', 'constructor', '']) {
      expect(ask(withGrants(root), ann, name as Permission, acc('r1')).reason).toBe('permission_unknown');
    }
  });

  test('a tree that runs in a circle or leaves its root is no way up to a grant', () => {
    const circle = withGrants(root).put('account', account('eng', 'ml', 'r1'));
    expect(ask(circle, ann, 'usage.view', project('train')).reason).toBe('node_unknown');
    const astray = withGrants(root).put('account', account('stray', 'r1', 'r2'));
    expect(ask(astray, ann, 'usage.view', acc('stray')).reason).toBe('node_unknown');
  });
});

describe('a machine', () => {
  const bot = { kind: 'account', id: 'bot' } as const;
  const ingest: Actor = { kind: 'key', key: keyOf('bot', ['ingest']) };

  test('calls for its own projects without a grant, elsewhere with one', () => {
    expect(ask(twoRoots(), ingest, 'api.call', project('own'))).toMatchObject({ allowed: true, reason: 'own_account' });
    expect(ask(twoRoots(), ingest, 'api.call', project('chat')).reason).toBe('not_granted');
    const node = { kind: 'project', id: 'chat' } as const;
    const world = withGrants(grant('g', { principal: bot, node, role: 'service' }));
    expect(ask(world, ingest, 'api.call', project('chat'))).toMatchObject({ reason: 'granted', by: 'g' });
    expect(ask(world, ingest, 'api.call', project('train')).allowed).toBe(false);
  });

  test('loses its own calls to a deny', () => {
    const world = withGrants(grant('g', { principal: bot, effect: 'deny', role: 'service' }));
    expect(ask(world, ingest, 'api.call', project('own'))).toMatchObject({ reason: 'denied', by: 'g' });
  });

  test.each<[readonly ('ingest' | 'read' | 'admin')[], Permission[], Permission[]]>([
    [['ingest'], ['api.call'], ['usage.view', 'project.manage']],
    [['read'], ['usage.view', 'key.view'], ['api.call', 'project.manage']],
    [['admin'], ['usage.view', 'project.manage'], ['api.call']],
    [['ingest', 'read'], ['api.call', 'usage.view'], ['project.manage']],
    [[], [], ['api.call', 'usage.view', 'project.manage']],
  ])('with the scopes %j may do %j of a root role and not %j', (scopes, may, mayNot) => {
    const world = withGrants(grant('g', { principal: bot, role: 'root' }));
    const actor: Actor = { kind: 'key', key: keyOf('bot', scopes) };
    for (const permission of may) expect(ask(world, actor, permission, project('own')).allowed).toBe(true);
    for (const permission of mayNot) expect(ask(world, actor, permission, project('own')).reason).toBe('scope_missing');
  });

  test('has no more by any scope than its account was granted', () => {
    const all: Actor = { kind: 'key', key: keyOf('bot', ['ingest', 'read', 'admin']) };
    const node = { kind: 'project', id: 'chat' } as const;
    const world = withGrants(grant('g', { principal: bot, node, permissions: ['usage.view'] }));
    expect(ask(world, all, 'usage.view', project('chat')).allowed).toBe(true);
    expect(ask(world, all, 'project.manage', project('chat')).reason).toBe('not_granted');
    expect(ask(world, all, 'usage.view', project('own')).reason).toBe('not_granted');
  });

  test('bound to a project acts at that project and nowhere else', () => {
    const world = withGrants(grant('g', { principal: bot, role: 'root' }));
    const bound: Actor = { kind: 'key', key: keyOf('bot', ['ingest', 'read', 'admin'], { project: 'own' }) };
    expect(ask(world, bound, 'api.call', project('own')).allowed).toBe(true);
    expect(ask(world, bound, 'usage.view', project('own')).allowed).toBe(true);
    for (const node of [project('chat'), acc('bot'), acc('r1'), PLATFORM]) {
      expect(ask(world, bound, 'usage.view', node).reason).toBe('key_bound');
    }
  });

  test('acts in another root by grants of the platform only', () => {
    const foreign = grant('g', { root: 'r2', node: { kind: 'account', id: 'r2' }, principal: bot, role: 'root' });
    const read: Actor = { kind: 'key', key: keyOf('bot', ['read']) };
    expect(ask(withGrants(foreign), read, 'usage.view', project('other')).reason).toBe('not_granted');
    const platform = grant('p', { root: null, node: null, principal: bot, role: 'auditor' });
    expect(ask(withGrants(platform), read, 'usage.view', project('other'))).toMatchObject({ by: 'p' });
    const person = grant('a', { root: 'r2', node: { kind: 'account', id: 'r2' }, role: 'root' });
    expect(ask(withGrants(person), ann, 'usage.view', project('other')).allowed).toBe(true);
  });

  test('never approves prices', () => {
    const world = withGrants(grant('g', { root: null, node: null, principal: bot, role: 'platform_operator' }));
    const admin: Actor = { kind: 'key', key: keyOf('bot', ['admin']) };
    expect(ask(world, admin, 'price.propose', PLATFORM).allowed).toBe(true);
    expect(ask(world, admin, 'price.approve', PLATFORM).reason).toBe('person_needed');
  });
});

describe('a refusal', () => {
  const code = (world: AccessWorld, actor: Actor, permission: Permission, node: AccessNode) => {
    const request = { view: world.view(), actor, permission, node, now: NOW };
    return refusalCode(request, decideAccess(request));
  };

  test('tells nothing of a node the actor sees nothing of', () => {
    const world = withGrants(grant('g', { node: { kind: 'account', id: 'ml' }, permissions: ['usage.view'] }));
    expect(code(world, ann, 'project.manage', project('train'))).toBe('permission_denied');
    expect(code(world, ann, 'project.manage', project('chat'))).toBe('not_found');
    expect(code(world, ann, 'project.manage', project('other'))).toBe('not_found');
    expect(code(world, ann, 'project.manage', project('none'))).toBe('not_found');
    expect(code(world, ann, 'root.create', PLATFORM)).toBe('permission_denied');
  });

  test('says the same of a node that exists elsewhere and one that does not', () => {
    const world = withGrants(grant('g', { role: 'root' }));
    expect(code(world, ann, 'usage.view', project('other'))).toBe(code(world, ann, 'usage.view', project('none')));
  });

  test('of a stranger tells nothing at all', () => {
    expect(code(twoRoots(), { kind: 'person', id: 'eve' }, 'usage.view', acc('r1'))).toBe('not_found');
  });
});

test('the system may do everything that can be done somewhere', () => {
  expect(ask(twoRoots(), { kind: 'system' }, 'root.create', PLATFORM)).toMatchObject({
    allowed: true,
    reason: 'system',
  });
});
