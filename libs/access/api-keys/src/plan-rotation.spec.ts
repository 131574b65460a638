import { expect, test } from '@jest/globals';
import type { ApiKey } from '@suanpan/catalogue';
import fc from 'fast-check';
import { planRotation } from './index.ts';

const NOW = 1_790_000_000_000;
const key: ApiKey = {
  id: 'key_1',
  root: 'root_1',
  account: 'acc_1',
  project: 'prj_1',
  hash: 'a'.repeat(64),
  display: 'spn_live_abcd',
  scopes: ['ingest'],
  status: 'active',
  expiresAt: null,
  networks: ['10.0.0.0/8'],
  replaces: 'key_0',
};

test('a rotation issues a key of the same reach and ends the old one after the overlap', () => {
  expect(planRotation(key, NOW, 3600, NOW + 86_400_000)).toEqual({
    ok: true,
    issue: {
      root: 'root_1',
      account: 'acc_1',
      project: 'prj_1',
      scopes: ['ingest'],
      status: 'active',
      networks: ['10.0.0.0/8'],
      expiresAt: NOW + 86_400_000,
      replaces: 'key_1',
    },
    replaced: { ...key, expiresAt: NOW + 3_600_000 },
  });
});

test('the new key lives no longer than the old one was to unless that is asked for', () => {
  const ending = { ...key, expiresAt: NOW + 5000 };
  expect(planRotation(ending, NOW, 0)).toMatchObject({ issue: { expiresAt: NOW + 5000 } });
  expect(planRotation(ending, NOW, 0, null)).toMatchObject({ issue: { expiresAt: null } });
  expect(planRotation(key, NOW, 0)).toMatchObject({ issue: { expiresAt: null }, replaced: { expiresAt: NOW } });
});

test('the old key never ends later than before, and never before the overlap is over unless it was to', () => {
  fc.assert(
    fc.property(fc.nat({ max: 7_776_000 }), fc.option(fc.integer({ min: 1, max: 10_000_000_000 })), (overlap, left) => {
      const before = left === null ? null : NOW + left;
      const plan = planRotation({ ...key, expiresAt: before }, NOW, overlap);
      if (!plan.ok) throw new Error(plan.detail);
      const wished = NOW + overlap * 1000;
      expect(plan.replaced.expiresAt).toBe(before === null || wished < before ? wished : before);
    }),
  );
});

test.each<[string, Partial<ApiKey>, number, number | null, string]>([
  ['that is revoked', { status: 'revoked' }, 0, null, 'credential_revoked'],
  ['that ends this very millisecond', { expiresAt: NOW }, 0, null, 'credential_expired'],
  ['with a negative overlap', {}, -1, null, 'request_invalid'],
  ['with half a second of overlap', {}, 0.5, null, 'request_invalid'],
  ['with an overlap of more than 90 days', {}, 7_776_001, null, 'request_invalid'],
  ['for a key that has ended already', {}, 0, NOW, 'request_invalid'],
  ['for a key that ends at no instant', {}, 0, Number.NaN, 'request_invalid'],
])('a key %s is not rotated', (_name, changes, overlap, expiresAt, code) => {
  expect(planRotation({ ...key, ...changes }, NOW, overlap, expiresAt)).toMatchObject({ ok: false, code });
});
