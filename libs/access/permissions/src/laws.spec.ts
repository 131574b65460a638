import { expect, test } from '@jest/globals';
import type { CatalogueView, Grant } from '@suanpan/catalogue';
import { type NaiveWorld, naiveAllows, SOME_PERMISSIONS } from '@suanpan/naive-access';
import fc from 'fast-check';
import { type AccessNode, decideAccess, type Permission, rootsSeen, visibleNodes } from './index.ts';
import { grant, NOW } from './testing/access-world.ts';
import { grantAmong, someWorld, worldOf } from './testing/arbitrary-world.ts';

type Node = Exclude<AccessNode, { kind: 'platform' }>;

function nodesOf({ accounts, projects }: NaiveWorld): Node[] {
  return [
    ...accounts.map(({ id }) => ({ kind: 'account' as const, id })),
    ...projects.map(({ id }) => ({ kind: 'project' as const, id })),
  ];
}

/** Every (person, permission, node) that is allowed, as one text each. */
function allowedIn(view: CatalogueView, world: NaiveWorld): Set<string> {
  const allowed = new Set<string>();
  for (const id of ['ann', 'bob']) {
    for (const permission of SOME_PERMISSIONS) {
      for (const node of nodesOf(world)) {
        const decision = decideAccess({ view, actor: { kind: 'person', id }, permission, node, now: NOW });
        if (decision.allowed) allowed.add(`${id} ${permission} ${node.id}`);
      }
    }
  }
  return allowed;
}

/** A world and one more grant that could be made in it. */
const worldAndGrant = someWorld.chain((world) =>
  grantAmong(world.accounts, world.projects).map((further) => ({ world, further: { ...further, id: 'further' } })),
);

test('the decision is the one that the rule, read without any index, gives', () => {
  fc.assert(
    fc.property(someWorld, (world) => {
      const expected = new Set<string>();
      for (const id of ['ann', 'bob']) {
        for (const permission of SOME_PERMISSIONS) {
          for (const node of nodesOf(world)) {
            if (naiveAllows(world, { kind: 'person', id }, permission, node.id, NOW))
              expected.add(`${id} ${permission} ${node.id}`);
          }
        }
      }
      expect(allowedIn(worldOf(world).view(), world)).toEqual(expected);
    }),
    { numRuns: 400 },
  );
});

test('a further allow takes nothing away, a further deny gives nothing, and its end restores what was', () => {
  fc.assert(
    fc.property(worldAndGrant, ({ world, further }) => {
      const written = worldOf(world);
      const before = allowedIn(written.view(), world);
      const earlier = written.view();
      const after = allowedIn(written.put('grant', further).view(), world);
      const [less, more] = further.effect === 'allow' ? [before, after] : [after, before];
      expect([...less].filter((each) => !more.has(each))).toEqual([]);
      expect(allowedIn(written.end('grant', 'further').view(), world)).toEqual(before);
      // Revisions are answered side by side: what is remembered of one says nothing about another.
      expect(allowedIn(earlier, world)).toEqual(before);
    }),
    { numRuns: 200 },
  );
});

test('a deny of a root at a node leaves nothing of what the root allows at it or anywhere below it, and all of what the platform allows', () => {
  fc.assert(
    fc.property(someWorld, fc.nat(), (world, pick) => {
      const at = world.accounts[pick % world.accounts.length];
      if (at === undefined) return;
      const deny: Grant = grant('deny', {
        root: at.root,
        node: { kind: 'account', id: at.id },
        effect: 'deny',
        permissions: ['usage.view'],
      });
      const question = { actor: { kind: 'person', id: 'ann' }, permission: 'usage.view', now: NOW } as const;
      const view = worldOf(world).put('grant', deny).view();
      const ofPlatform = worldOf({ ...world, grants: world.grants.filter(({ root }) => root === null) }).view();
      for (const node of nodesOf(world)) {
        if (!isBelow(world, node.id, at.id)) continue;
        const allowed = decideAccess({ ...question, view, node }).allowed;
        expect(allowed).toBe(decideAccess({ ...question, view: ofPlatform, node }).allowed);
      }
    }),
    { numRuns: 200 },
  );
});

test('grants of one root change nothing in another', () => {
  fc.assert(
    fc.property(someWorld, (world) => {
      const without = { ...world, grants: world.grants.filter(({ root }) => root !== 'r1') };
      const inOther = (all: Set<string>) =>
        [...all].filter((each) => isBelow(world, each.split(' ')[2] ?? '', 'r2')).sort();
      expect(inOther(allowedIn(worldOf(world).view(), world))).toEqual(
        inOther(allowedIn(worldOf(without).view(), world)),
      );
    }),
    { numRuns: 200 },
  );
});

test('lists are cut down to exactly the nodes that are allowed', () => {
  fc.assert(
    fc.property(someWorld, fc.constantFrom<Permission>(...SOME_PERMISSIONS), (world, permission) => {
      const view = worldOf(world).view();
      const question = { view, actor: { kind: 'person', id: 'ann' }, permission, now: NOW } as const;
      const seen: string[] = [];
      for (const root of ['r1', 'r2']) {
        const visible = visibleNodes(question, root);
        const inRoot = nodesOf(world).filter(({ id }) => isBelow(world, id, root));
        const nearest = (nodes: readonly Node[], id: string) =>
          Math.min(...nodes.filter((node) => isBelow(world, id, node.id)).map((node) => stepsUp(world, id, node.id)));
        const allowed = inRoot.filter((node) => decideAccess({ ...question, node }).allowed).map(({ id }) => id);
        const listed = inRoot.filter(({ id }) => nearest(visible.tops, id) < nearest(visible.except, id));
        expect(listed.map(({ id }) => id)).toEqual(allowed);
        expect(inRoot.filter(visible.sees).map(({ id }) => id)).toEqual(allowed);
        expect(visible.everything).toBe(allowed.length === inRoot.length);
        const marked = [...visible.tops, ...visible.except].map(({ id }) => id);
        expect(new Set(marked).size).toBe(marked.length);
        if (allowed.length > 0) seen.push(root);
      }
      expect(rootsSeen(question)).toEqual(seen);
    }),
    { numRuns: 400 },
  );
});

/** How many steps a node stands below another that is above it. */
function stepsUp(world: Pick<NaiveWorld, 'accounts' | 'projects'>, id: string, above: string): number {
  if (id === above) return 0;
  const up =
    world.projects.find((each) => each.id === id)?.account ?? world.accounts.find((one) => one.id === id)?.parent;
  return 1 + stepsUp(world, up ?? above, above);
}

/** Whether a node is another or stands below it. */
function isBelow(
  { accounts, projects }: Pick<NaiveWorld, 'accounts' | 'projects'>,
  id: string,
  above: string,
): boolean {
  if (id === above) return true;
  const up = projects.find((each) => each.id === id)?.account ?? accounts.find((each) => each.id === id)?.parent;
  return up !== undefined && up !== null && isBelow({ accounts, projects }, up, above);
}
