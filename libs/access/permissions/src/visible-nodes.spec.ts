import { expect, test } from '@jest/globals';
import { type Actor, type Permission, rootsSeen, seesAny, visibleNodes } from './index.ts';
import { type AccessWorld, grant, keyOf, NOW, twoRoots } from './testing/access-world.ts';

const bot = { kind: 'account', id: 'bot' } as const;

function question(world: AccessWorld, actor: Actor, permission: Permission) {
  return { view: world.view(), actor, permission, now: NOW };
}

test('a person sees the subtrees that were granted, less what was denied in them', () => {
  const world = twoRoots()
    .put('grant', grant('a', { node: { kind: 'account', id: 'eng' }, role: 'analyst' }))
    .put('grant', grant('inside', { node: { kind: 'project', id: 'train' }, role: 'analyst' }))
    .put('grant', grant('d', { node: { kind: 'account', id: 'bot' }, role: 'analyst', effect: 'deny' }))
    .put(
      'grant',
      grant('ended', { node: { kind: 'account', id: 'ml' }, role: 'analyst', effect: 'deny', expiresAt: 1 }),
    );
  const visible = visibleNodes(question(world, { kind: 'person', id: 'ann' }, 'usage.view'), 'r1');
  expect(visible).toMatchObject({
    everything: false,
    tops: [{ kind: 'account', id: 'eng' }],
    except: [{ kind: 'account', id: 'bot' }],
  });
  expect(visible.sees({ kind: 'project', id: 'train' })).toBe(true);
  expect(visible.sees({ kind: 'project', id: 'own' })).toBe(false);
});

test('whoever owns a root sees all of it, and nothing of another', () => {
  const ask = question(
    twoRoots().put('grant', grant('a', { role: 'root' })),
    { kind: 'person', id: 'ann' },
    'key.view',
  );
  expect(visibleNodes(ask, 'r1')).toMatchObject({ everything: true, tops: [{ id: 'r1' }], except: [] });
  expect(visibleNodes(ask, 'r2')).toMatchObject({ everything: false, tops: [], except: [] });
  expect([seesAny(ask, 'r1'), seesAny(ask, 'r2'), seesAny(ask, 'none')]).toEqual([true, false, false]);
  expect(rootsSeen(ask)).toEqual(['r1']);
});

test('a grant of the platform shows every root, also one that denies; the platform itself can deny one', () => {
  const ann: Actor = { kind: 'person', id: 'ann' };
  const world = twoRoots().put('grant', grant('p', { root: null, node: null, role: 'auditor' }));
  expect(rootsSeen(question(world, ann, 'usage.view'))).toEqual(['r1', 'r2']);
  world.put('grant', grant('d', { role: 'auditor', effect: 'deny' }));
  expect(rootsSeen(question(world, ann, 'usage.view'))).toEqual(['r1', 'r2']);
  const node = { kind: 'account', id: 'r1' } as const;
  world.put('grant', grant('e', { root: null, node, role: 'auditor', effect: 'deny' }));
  expect(rootsSeen(question(world, ann, 'usage.view'))).toEqual(['r2']);
});

test('a machine calls at its own account, and a bound key at its project alone', () => {
  const world = twoRoots();
  const whole: Actor = { kind: 'key', key: keyOf('bot', ['ingest']) };
  expect(visibleNodes(question(world, whole, 'api.call'), 'r1')).toMatchObject({ tops: [bot], everything: false });
  const bound: Actor = { kind: 'key', key: keyOf('bot', ['ingest'], { project: 'own' }) };
  expect(visibleNodes(question(world, bound, 'api.call'), 'r1').tops).toEqual([{ kind: 'project', id: 'own' }]);
  expect(rootsSeen(question(world, bound, 'api.call'))).toEqual(['r1']);
  expect(visibleNodes(question(world, bot, 'api.call'), 'r1').tops).toEqual([bot]);
});

test('what another root granted or denied to a machine is not listed', () => {
  const at = { kind: 'account', id: 'r2' } as const;
  const world = twoRoots()
    .put('grant', grant('a', { root: 'r2', node: at, principal: bot, role: 'auditor' }))
    .put(
      'grant',
      grant('d', {
        root: 'r2',
        node: { kind: 'project', id: 'other' },
        principal: bot,
        role: 'auditor',
        effect: 'deny',
      }),
    );
  const read: Actor = { kind: 'key', key: keyOf('bot', ['read']) };
  expect(visibleNodes(question(world, read, 'usage.view'), 'r2').tops).toEqual([]);
  world.put('grant', grant('p', { root: null, node: null, principal: bot, role: 'auditor' }));
  expect(visibleNodes(question(world, read, 'usage.view'), 'r2')).toMatchObject({ everything: true, tops: [at] });
});

test('the system sees everything, a suspended person nothing', () => {
  const world = twoRoots().put('grant', grant('a', { role: 'root' }));
  expect(rootsSeen(question(world, { kind: 'system' }, 'usage.view'))).toEqual(['r1', 'r2']);
  expect(visibleNodes(question(world, { kind: 'system' }, 'usage.view'), 'r1').everything).toBe(true);
  world.put('person', { id: 'ann', name: 'ann', status: 'suspended' });
  expect(rootsSeen(question(world, { kind: 'person', id: 'ann' }, 'usage.view'))).toEqual([]);
});
