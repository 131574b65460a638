import { expect, test } from '@jest/globals';
import {
  type Account,
  type ApiKey,
  Catalogue,
  newCalendar,
  type PriceRow,
  type Project,
  type Revision,
  sealRevision,
} from '@suanpan/catalogue';
import fc from 'fast-check';
import type { ChangeRequest } from './change-request.ts';
import { planRevision, planRevisions } from './plan-revision.ts';

const acme: ChangeRequest = {
  act: 'create',
  entity: 'root',
  value: { id: 'acme', name: 'Acme', zone: 'Asia/Shanghai' },
};
const other: ChangeRequest = { act: 'create', entity: 'root', value: { id: 'other', name: 'Other', zone: 'UTC' } };
const lab: Account = { id: 'lab', root: 'acme', parent: 'acme', kind: 'department', name: 'Lab' };
const chat: Project = { id: 'chat', root: 'acme', account: 'lab', name: 'Chat' };
const key: ApiKey = {
  id: 'key_1',
  root: 'acme',
  account: 'lab',
  project: 'chat',
  hash: 'a'.repeat(64),
  display: 'sp_abc',
  scopes: ['ingest'],
  status: 'active',
  expiresAt: null,
};
const row: PriceRow = {
  id: 'row_1',
  book: 'own',
  provider: 'demo',
  model: 'm',
  matcher: { equals: 'm' },
  leaf: 'output_text',
  unitPrice: '0.000002',
  currency: 'USD',
  effectiveFrom: null,
  effectiveTo: null,
  daily: null,
  aboveInputTokens: 0,
  serviceTier: null,
  region: null,
  root: null,
  source: { feed: 'own', version: '1' },
  flag: null,
};

const create = {
  account: (value: Account): ChangeRequest => ({ act: 'create', entity: 'account', value }),
  project: (value: Project): ChangeRequest => ({ act: 'create', entity: 'project', value }),
  key: (value: ApiKey): ChangeRequest => ({ act: 'create', entity: 'key', value }),
  row: (value: PriceRow): ChangeRequest => ({ act: 'create', entity: 'priceRow', value }),
};
const tree = [acme, other, create.account(lab), create.project(chat), create.key(key), create.row(row)];

/** Plans on an empty catalogue, or on what others made of it before. */
function plan(changes: readonly ChangeRequest[], { shards = 3, on = new Catalogue(), now = 5 } = {}) {
  return planRevision(on, { actor: 'ann', reason: 'spec', changes }, { shards, now });
}

function planned(changes: readonly ChangeRequest[], how: Parameters<typeof plan>[1] = {}): Revision {
  const result = plan(changes, how);
  if (!result.ok) throw result.fault;
  return result.revisions[0].revision;
}

/** The catalogue after each of some lists of changes. */
function catalogueAfter(...steps: readonly ChangeRequest[][]): Catalogue {
  const on = new Catalogue();
  for (const changes of steps) {
    const result = plan(changes, { on });
    if (!result.ok) throw result.fault;
    on.apply(result.revisions[0]);
  }
  return on;
}

test('a revision follows the head in number and hash and is sealed over its own text', () => {
  const on = catalogueAfter([acme]);
  const result = plan([other], { on });
  expect(result).toMatchObject({
    ok: true,
    revisions: [{ revision: { v: 1, revision: 2, prev: on.hash, at: 5, actor: 'ann' } }],
  });
  if (result.ok) expect(result.revisions[0]).toMatchObject(sealRevision(result.revisions[0].revision));
});

test('a new root gets a shard, its own account of the same id, and its months', () => {
  expect(planned([acme]).changes).toEqual([
    { entity: 'root', id: 'acme', before: null, after: { id: 'acme', name: 'Acme', shard: 0, zone: 'Asia/Shanghai' } },
    {
      entity: 'account',
      id: 'acme',
      before: null,
      after: { id: 'acme', root: 'acme', parent: null, kind: 'root', name: 'Acme' },
    },
    { entity: 'calendar', id: 'acme', before: null, after: newCalendar('acme', 'Asia/Shanghai') },
  ]);
});

test('roots spread over the shards: always the least used, of several the lowest', () => {
  const rootsOf = (first: number, roots: number) =>
    Array.from({ length: roots }, (_, i): ChangeRequest => {
      return { act: 'create', entity: 'root', value: { id: `r${first + i}`, name: 'r', zone: 'UTC' } };
    });
  const shardsOf = ({ changes }: Revision) =>
    changes.flatMap((c) => (c.entity === 'root' && c.after !== null ? [c.after.shard] : []));
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.nat(20),
      fc.integer({ min: 1, max: 20 }),
      (shards, before, roots) => {
        const on = new Catalogue();
        const counts = new Array<number>(shards).fill(0);
        for (const changes of [rootsOf(0, before), rootsOf(before, roots)]) {
          if (changes.length === 0) continue;
          const result = plan(changes, { on, shards });
          if (!result.ok) throw result.fault;
          on.apply(result.revisions[0]);
          for (const shard of shardsOf(result.revisions[0].revision)) {
            expect(shard).toBe(counts.indexOf(Math.min(...counts)));
            counts[shard] = (counts[shard] ?? 0) + 1;
          }
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('one revision can build on itself: root, account, project, key and price row at once', () => {
  const revision = planned(tree);
  const catalogue = new Catalogue();
  catalogue.apply({ revision, hash: sealRevision(revision).hash });
  expect(catalogue.asOf(1).project('chat')).toEqual(chat);
  expect(catalogue.keyByHash(key.hash)).toEqual(key);
  expect(catalogue.asOf(1).priceRows('demo')).toEqual([row]);
});

test('changing a root keeps its shard and renames its account', () => {
  const value = { id: 'other', name: 'Renamed', zone: 'Europe/Paris' };
  const on = catalogueAfter([acme, other]);
  const { changes } = planned([{ act: 'change', entity: 'root', value }], { on });
  expect(changes.slice(0, 2).map((c) => c.after)).toEqual([
    { id: 'other', name: 'Renamed', shard: 1, zone: 'Europe/Paris' },
    { id: 'other', root: 'other', parent: null, kind: 'root', name: 'Renamed' },
  ]);
});

test('a key can be revoked, and `before` tells what it was', () => {
  const revoked = { ...key, status: 'revoked' as const };
  const last = planned([...tree, { act: 'change', entity: 'key', value: revoked }]).changes.at(-1);
  expect(last).toEqual({ entity: 'key', id: 'key_1', before: key, after: revoked });
});

test('fields that nobody knows never reach a revision', () => {
  const stray = { ...row, secret: 'x' };
  expect(plan([create.row(stray)])).toMatchObject({
    ok: false,
    fault: { code: 'price_invalid', detail: expect.stringMatching(/secret/) },
  });
  const unset = { ...chat, tags: undefined } as unknown as Project;
  const last = planned([acme, create.account(lab), create.project(unset)]).changes.at(-1);
  expect(Object.keys(last?.after ?? {})).toEqual(['id', 'root', 'account', 'name']);
});

const department = (id: string, parent: string): ChangeRequest => create.account({ ...lab, id, parent });
const refusals: [string, ChangeRequest[], string, RegExp][] = [
  ['the same root twice', [acme, acme], 'entity_exists', /acme/],
  [
    'a root with the id of an account',
    [acme, create.account(lab), { ...acme, value: { ...acme.value, id: 'lab' } } as ChangeRequest],
    'entity_exists',
    /account has this id/,
  ],
  [
    'a zone that is an offset',
    [{ act: 'create', entity: 'root', value: { id: 'r', name: 'r', zone: '+08:00' } }],
    'entity_invalid',
    /zone/,
  ],
  [
    'a zone that does not exist',
    [{ act: 'create', entity: 'root', value: { id: 'r', name: 'r', zone: 'Mars/Base' } }],
    'entity_invalid',
    /zone/,
  ],
  [
    'a zone in another spelling',
    [{ act: 'create', entity: 'root', value: { id: 'r', name: 'r', zone: 'asia/shanghai' } }],
    'entity_invalid',
    /zone/,
  ],
  [
    'an id with a space',
    [{ act: 'create', entity: 'root', value: { id: 'a b', name: 'r', zone: 'UTC' } }],
    'entity_invalid',
    /id must/,
  ],
  [
    'a name with a line feed',
    [{ act: 'create', entity: 'root', value: { id: 'r', name: 'a\nb', zone: 'UTC' } }],
    'entity_invalid',
    /name/,
  ],
  ['an account of an unknown root', [create.account(lab)], 'entity_unknown', /root acme/],
  [
    'an account without a parent',
    [acme, create.account({ ...lab, parent: null })],
    'entity_invalid',
    /parent is missing/,
  ],
  ['an account below one of another root', [acme, other, department('x', 'other')], 'entity_invalid', /another root/],
  [
    'an account below a service account',
    [acme, create.account({ ...lab, kind: 'service' }), department('x', 'lab')],
    'entity_invalid',
    /leaf/,
  ],
  [
    'an account moved below itself',
    [
      acme,
      department('a', 'acme'),
      department('b', 'a'),
      { act: 'change', entity: 'account', value: { ...lab, id: 'a', parent: 'b' } },
    ],
    'entity_invalid',
    /lies below/,
  ],
  ['a second root account', [acme, create.account({ ...lab, kind: 'root' })], 'entity_invalid', /kind/],
  [
    'an account that changes root',
    [...tree, { act: 'change', entity: 'account', value: { ...lab, root: 'other', parent: 'other' } }],
    'entity_invalid',
    /root/,
  ],
  ['a project of an unknown account', [acme, create.project(chat)], 'entity_unknown', /account lab/],
  [
    'a project on an account of another root',
    [...tree, create.project({ ...chat, id: 'p', account: 'other' })],
    'entity_invalid',
    /another root/,
  ],
  [
    'a project that changes root',
    [...tree, { act: 'change', entity: 'project', value: { ...chat, root: 'other', account: 'other' } }],
    'entity_invalid',
    /never changes its root/,
  ],
  [
    'a change of an unknown project',
    [acme, { act: 'change', entity: 'project', value: chat }],
    'entity_unknown',
    /project chat/,
  ],
  [
    'a key bound to a project of another root',
    [
      ...tree,
      create.project({ ...chat, id: 'p', root: 'other', account: 'other' }),
      create.key({ ...key, id: 'k', hash: 'c'.repeat(64), project: 'p' }),
    ],
    'entity_invalid',
    /another root/,
  ],
  [
    'a key bound to an unknown project',
    [...tree, create.key({ ...key, id: 'k', hash: 'c'.repeat(64), project: 'p' })],
    'entity_unknown',
    /project p/,
  ],
  ['a key with a hash that is taken', [...tree, create.key({ ...key, id: 'k' })], 'entity_exists', /hash/],
  [
    'a key that changes root',
    [...tree, { act: 'change', entity: 'key', value: { ...key, root: 'other', account: 'other', project: null } }],
    'entity_invalid',
    /never changes its root/,
  ],
  [
    'a revoked key made active again',
    [
      ...tree,
      { act: 'change', entity: 'key', value: { ...key, status: 'revoked' } },
      { act: 'change', entity: 'key', value: key },
    ],
    'entity_invalid',
    /stays revoked/,
  ],
  [
    'a key without scopes',
    [...tree, create.key({ ...key, id: 'k', hash: 'c'.repeat(64), scopes: [] })],
    'entity_invalid',
    /scopes/,
  ],
  ['a price row twice', [create.row(row), create.row(row)], 'entity_exists', /row_1/],
  [
    'the id of a price row that has ended',
    [create.row(row), { act: 'end', entity: 'priceRow', id: 'row_1' }, create.row(row)],
    'entity_exists',
    /ended/,
  ],
  ['the end of an unknown price row', [{ act: 'end', entity: 'priceRow', id: 'row_1' }], 'entity_unknown', /row_1/],
  ['a price row of an unknown root', [create.row({ ...row, root: 'acme' })], 'entity_unknown', /root acme/],
  ['no change at all', [], 'entity_invalid', /at least one/],
  [
    'more changes than a revision holds',
    Array.from({ length: 501 }, (_, i) => create.row({ ...row, id: `r${i}` })),
    'entity_invalid',
    /at most 500/,
  ],
];

test.each(refusals)('%s is refused', (_name, changes, code, detail) => {
  const result = plan(changes);
  expect(result).toMatchObject({ ok: false, fault: { code, detail: expect.stringMatching(detail) } });
});

test.each([
  ['a price row', create.row({ ...row, unitPrice: '-1' }), 'price_invalid', /row_1: unitPrice/],
  ['a project', create.project({ ...chat, concurrencyMax: -1 }), 'entity_invalid', /chat: concurrencyMax/],
])('what is wrong with the shape of %s is named', (_name, change, code, detail) => {
  expect(plan([acme, create.account(lab), change])).toMatchObject({
    ok: false,
    fault: { code, detail: expect.stringMatching(detail) },
  });
});

test('a refused request leaves nothing of those before it', () => {
  const on = catalogueAfter([other]);
  expect(plan([acme, create.project(chat)], { on }).ok).toBe(false);
  expect([on.revision, on.all('root').map(({ id }) => id)]).toEqual([1, ['other']]);
});

test('many changes become revisions of 500, chained, and build on each other', () => {
  const rows = Array.from({ length: 1_001 }, (_, i) => create.row({ ...row, id: `r${i}` }));
  const end: ChangeRequest = { act: 'end', entity: 'priceRow', id: 'r0' };
  const result = planRevisions(
    new Catalogue(),
    { actor: 'a', reason: 'r', changes: [...rows, end] },
    { shards: 1, now: 5 },
  );
  if (!result.ok) throw result.fault;
  expect(result.revisions.map(({ revision }) => revision.changes.length)).toEqual([500, 500, 2]);
  const catalogue = new Catalogue();
  for (const each of result.revisions) catalogue.apply(each);
  expect([catalogue.all('priceRow').length, catalogue.changedBy('priceRow', 'r0')]).toEqual([1_000, 3]);
});

test('changes too large for a record of the topic are refused, counted in bytes', () => {
  const model = '模'.repeat(200);
  const matcher = { any: Array.from({ length: 190 }, () => ({ equals: model })) };
  const rows = Array.from({ length: 40 }, (_, i) => create.row({ ...row, id: `r${i}`, matcher }));
  expect(plan(rows)).toMatchObject({
    ok: false,
    fault: { code: 'entity_invalid', detail: expect.stringMatching(/too large/) },
  });
  expect(plan(rows.slice(0, 20)).ok).toBe(true);
});

test('what was read and is no longer so is a conflict, and what stands as it was read is not', () => {
  const on = catalogueAfter([acme, other, create.account(lab)], [create.project(chat)]);
  const change = (expected: number): ChangeRequest => {
    return { act: 'change', entity: 'account', value: { ...lab, name: 'New' }, expect: expected };
  };
  expect(plan([change(1), change(1)], { on }).ok).toBe(true);
  for (const wrong of [0, 2])
    expect(plan([change(wrong)], { on })).toMatchObject({ fault: { code: 'version_conflict' } });
  const gone: ChangeRequest = { act: 'end', entity: 'priceRow', id: 'row_1', expect: 1 };
  expect(plan([gone], { on })).toMatchObject({ fault: { code: 'entity_unknown' } });
});
