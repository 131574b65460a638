import { expect, test } from '@jest/globals';
import { entityFlaw } from './entity-flaw.ts';
import { isNetwork } from './networks.ts';
import { ENTITY_KINDS, type EntityKind, type EntityTypes } from './revision.ts';
import { soundEntities } from './sound-entities.ts';

test.each(ENTITY_KINDS)('a sound %s is found sound, with a stray field it is not', (kind) => {
  for (const entity of soundEntities(kind)) {
    expect(entityFlaw(kind, entity)).toBeUndefined();
    expect(entityFlaw(kind, { ...entity, stray: 1 } as never)).toBe('stray is not known.');
    expect(entityFlaw(kind, { ...entity, id: '' } as never)).toMatch(/^id must/);
  }
  for (const value of [null, 'text', 7, [], {}]) expect(entityFlaw(kind, value as never)).toEqual(expect.any(String));
});

const flaws: { readonly [K in EntityKind]?: [Partial<Record<keyof EntityTypes[K] | string, unknown>>, RegExp][] } = {
  root: [
    [{ zone: '+08:00' }, /^zone/],
    [{ zone: 'asia/shanghai' }, /^zone/],
    [{ name: 'a\nb' }, /^name/],
    [{ id: 'a b' }, /^id/],
  ],
  account: [
    [{ kind: 'team' }, /^kind/],
    [{ status: 'open' }, /^status/],
    [
      { budget: { amount: '1', currency: 'USD', period: 'month', thresholdPercents: [100, 80], hard: true } },
      /ascending/,
    ],
    [{ budget: { amount: 1, currency: 'USD', period: 'month', thresholdPercents: [], hard: true } }, /^budget\.amount/],
    [{ callQuota: { calls: -1, period: 'day' } }, /^callQuota\.calls/],
  ],
  project: [
    [{ qpsMax: Number.NaN }, /^qpsMax/],
    [{ concurrencyMax: 1.5 }, /^concurrencyMax/],
    [{ tags: { a: 1 } }, /^tags\.a/],
    [{ tags: { a: 'zero \u0000 byte' } }, /^tags\.a/],
    [{ models: [{ model: 'm', tier: 't', versions: [] }] }, /^models\[0\]\.versions/],
    [{ budgetClass: 'fun' }, /^budgetClass/],
  ],
  key: [
    [{ scopes: [] }, /^scopes/],
    [{ scopes: ['read', 'read'] }, /repeat/],
    [{ hash: 'A'.repeat(64) }, /^hash/],
    [{ networks: ['10.0.0.0'] }, /^networks\[0\]/],
  ],
  calendar: [[{ bounds: [2, 1] }, /^bounds/]],
  role: [
    [{ permissions: ['usage.view', 'account.view'] }, /sorted/],
    [{ permissions: ['usage.view', 'usage.view'] }, /sorted/],
    [{ permissions: ['everything'] }, /permission/],
    [{ permissions: [] }, /^permissions/],
  ],
  grant: [
    [{ node: null }, /^node/],
    [{ root: null }, /^node/],
    [{ role: null, permissions: [] }, /^role or permissions/],
    [{ effect: 'maybe' }, /^effect/],
  ],
  organisation: [[{ roots: [] }, /^roots/]],
  assignment: [[{ effectiveFrom: 9, effectiveTo: 9 }, /^effectiveFrom/]],
  alias: [[{ alias: 'M', target: 'm' }, /^target/]],
  markup: [[{ ratio: '-1' }, /^ratio/]],
  fxRate: [
    [{ quote: 'EUR', base: 'EUR' }, /^quote/],
    [{ rate: '0' }, /^rate must be above 0/],
  ],
  seriesPoint: [[{ value: '1e2' }, /^value/]],
  budgetRule: [
    [{ percents: { core: 70, innovation: 20, contingency: 11 } }, /^percents must be 100/],
    [{ percents: { core: 100, innovation: 0 } }, /^percents\.contingency/],
    [{ kind: 'other' }, /^kind/],
  ],
  backfill: [[{ from: 5, to: 5 }, /^from/]],
};

test.each(Object.entries(flaws))('what is wrong with a %s is named', (kind, changes) => {
  const [entity] = soundEntities(kind as EntityKind);
  for (const [change, flaw] of changes) {
    expect(entityFlaw(kind as EntityKind, { ...entity, ...change } as never)).toMatch(flaw);
  }
});

test('networks are CIDR blocks of either version', () => {
  const sound = [
    '10.0.0.0/8',
    '0.0.0.0/0',
    '1.2.3.4/32',
    '::/0',
    '2001:db8::/32',
    '1:2:3:4:5:6:7:8/128',
    '::ffff:1.2.3.4/96',
  ];
  const flawed = [
    ...['10.0.0.0', '10.0.0.0/33', '256.0.0.0/8', '10.0.0/8', '01.0.0.0/8', '10.0.0.0/08', '10.0.0.0/8/8', '/8', ''],
    ...[
      '1:2:3:4:5:6:7/64',
      '1:2:3:4:5:6:7:8:9/64',
      '1::2::3/64',
      '::/129',
      'g::/16',
      '1:2:3:4:5:6:7:8::/64',
      '1.2.3.4::/16',
    ],
  ];
  expect(sound.filter((text) => !isNetwork(text))).toEqual([]);
  expect(flawed.filter(isNetwork)).toEqual([]);
});
