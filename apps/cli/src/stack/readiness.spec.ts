import { expect, test } from '@jest/globals';
import { stateOf, urlsElsewhere } from './readiness.ts';

test('a service that runs elsewhere is found by its setting, and an address that is none is named', () => {
  const env = { SUANPAN_QUOTA_URL: 'https://quota.example/', SUANPAN_AUDIT_URL: '', SUANPAN_INGEST_URL: 'http://x' };
  expect(urlsElsewhere(env)).toEqual({ quota: 'https://quota.example' });
  expect(() => urlsElsewhere({ SUANPAN_ALERTING_URL: 'alerting:8085' })).toThrow(/SUANPAN_ALERTING_URL/);
});

const SHARD = {
  part: 'usage.events/1',
  code: 'log_gap',
  detail: 'Records are missing.',
  cure: 'Restore them.',
} as const;

test.each([
  ['ready', { ready: true, checks: { service: 'ok' }, degraded: { analysts: 'no answer' } }, ['analysts: no answer']],
  ['halted', { ready: false, checks: { service: 'ok', shards: 'x' }, halted: { shards: [SHARD] } }, []],
  [
    'not ready',
    { ready: false, checks: { service: 'ok', shards: 'x', catalogue: 'behind' }, halted: { shards: [SHARD] } },
    ['catalogue: behind'],
  ],
  ['not ready', {}, []],
])('a service is %s by what its health says', (state, health, reasons) => {
  expect(stateOf(health)).toEqual({ state, reasons, halted: 'halted' in health ? [SHARD] : [] });
});
