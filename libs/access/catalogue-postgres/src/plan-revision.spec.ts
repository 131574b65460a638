import { expect, test } from '@jest/globals';
import {
  type Account,
  type ApiKey,
  CATALOGUE_GENESIS,
  Catalogue,
  type PriceRow,
  type Project,
  type Revision,
  sealRevision,
} from '@suanpan/catalogue';
import fc from 'fast-check';
import type { ChangeRequest } from './change-request.ts';
import { lookupOf } from './entity-lookup.ts';
import { type CatalogueHead, planRevision } from './plan-revision.ts';

const GENESIS: CatalogueHead = { revision: 0, hash: CATALOGUE_GENESIS };

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

/** Plans on an empty catalogue. */
function plan(changes: readonly ChangeRequest[], rootsByShard: readonly number[] = [0, 0, 0]) {
  const empty = lookupOf({ root: [], account: [], project: [], key: [], priceRow: [] });
  return planRevision(GENESIS, { entities: empty, rootsByShard }, { actor: 'ann', reason: 'spec', changes }, 5);
}

function planned(changes: readonly ChangeRequest[], rootsByShard?: readonly number[]): Revision {
  const result = plan(changes, rootsByShard);
  if (!result.ok) throw result.fault;
  return result.revision;
}

test('a revision follows the head in number and hash and is sealed over its own text', () => {
  const head = { revision: 41, hash: 'b'.repeat(64) };
  const entities = lookupOf({ root: [], account: [], project: [], key: [], priceRow: [] });
  const result = planRevision(head, { entities, rootsByShard: [0] }, { actor: 'a', reason: 'r', changes: [acme] }, 5);
  expect(result).toMatchObject({ ok: true, revision: { v: 1, revision: 42, prev: head.hash, at: 5, actor: 'a' } });
  if (result.ok) expect({ text: result.text, hash: result.hash }).toEqual(sealRevision(result.revision));
});

test('a new root gets a shard and its own account of the same id', () => {
  expect(planned([acme]).changes).toEqual([
    { entity: 'root', id: 'acme', before: null, after: { id: 'acme', name: 'Acme', shard: 0, zone: 'Asia/Shanghai' } },
    {
      entity: 'account',
      id: 'acme',
      before: null,
      after: { id: 'acme', root: 'acme', parent: null, kind: 'root', name: 'Acme' },
    },
  ]);
});

test('roots spread over the shards: always the least used, of several the lowest', () => {
  const shards = (used: number[], roots: number) => {
    const changes = Array.from({ length: roots }, (_, i): ChangeRequest => {
      return { act: 'create', entity: 'root', value: { id: `r${i}`, name: 'r', zone: 'UTC' } };
    });
    return planned(changes, used).changes.flatMap((c) =>
      c.entity === 'root' && c.after !== null ? [c.after.shard] : [],
    );
  };
  expect(shards([0, 0, 0], 4)).toEqual([0, 1, 2, 0]);
  expect(shards([2, 1, 1], 4)).toEqual([1, 2, 0, 1]);
  fc.assert(
    fc.property(
      fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 50 }),
      (used, roots) => {
        const counts = [...used];
        for (const shard of shards(used, roots)) {
          expect(counts[shard]).toBe(Math.min(...counts));
          expect(shard).toBe(counts.indexOf(Math.min(...counts)));
          counts[shard] = (counts[shard] ?? 0) + 1;
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
  const changes = planned([acme, other, { act: 'change', entity: 'root', value }]).changes.slice(4);
  expect(changes.map((c) => c.after)).toEqual([
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
  const stray = { ...row, secret: 'x', source: { feed: 'own', version: '1', url: 'y' } };
  expect(JSON.stringify(planned([create.row(stray)]))).not.toMatch(/secret|url/);
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

const damagedRows: [string, Partial<Record<keyof PriceRow, unknown>>, RegExp][] = [
  ['a negative price', { unitPrice: '-1' }, /unitPrice/],
  ['a price in floating point', { unitPrice: '2e-6' }, /unitPrice/],
  ['a price that is a number', { unitPrice: 0.000002 }, /unitPrice/],
  ['a price with 19 fraction digits', { unitPrice: '0.0000000000000000001' }, /unitPrice/],
  ['a currency in small letters', { currency: 'usd' }, /currency/],
  ['an unknown leaf', { leaf: 'thoughts' }, /leaf/],
  ['an empty validity', { effectiveFrom: 5, effectiveTo: 5 }, /effectiveFrom/],
  ['an instant with a fraction', { effectiveFrom: 0.5 }, /effective/],
  ['a daily window beyond the day', { daily: { fromSecond: 0, toSecond: 86_401 } }, /daily/],
  ['an empty daily window', { daily: { fromSecond: 7, toSecond: 7 } }, /daily/],
  ['a negative tier', { aboveInputTokens: -1 }, /aboveInputTokens/],
  ['a matcher of two forms', { matcher: { equals: 'a', contains: 'b' } }, /matcher/],
  ['a matcher of an unknown form', { matcher: { like: 'a' } }, /matcher/],
  ['an empty list of matchers', { matcher: { any: [] } }, /matcher any/],
  ['an expression that does not compile', { matcher: { all: [{ regex: '(' }] } }, /does not compile/],
  ['no matcher', { matcher: null }, /matcher/],
  ['no source', { source: null }, /source/],
  ['an unknown flag', { flag: 'odd' }, /flag/],
  ['an empty provider', { provider: '' }, /provider/],
];

test.each(damagedRows)('a price row with %s is refused', (_name, change, detail) => {
  const result = plan([create.row({ ...row, ...change } as PriceRow)]);
  expect(result).toMatchObject({ ok: false, fault: { code: 'price_invalid', detail: expect.stringMatching(detail) } });
});

test('a deeply nested matcher is refused, not followed', () => {
  let matcher: PriceRow['matcher'] = { equals: 'm' };
  for (let i = 0; i < 10_000; i += 1) matcher = { any: [matcher] };
  expect(plan([create.row({ ...row, matcher })])).toMatchObject({ ok: false, fault: { code: 'price_invalid' } });
});

test('a refused request leaves nothing of those before it', () => {
  const result = plan([acme, create.project(chat)]);
  expect(result.ok).toBe(false);
  expect('revision' in result).toBe(false);
});
