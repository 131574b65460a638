import { expect, test } from '@jest/globals';
import { urlsElsewhere } from './readiness.ts';

test('a service that runs elsewhere is found by its setting, and an address that is none is named', () => {
  const env = { SUANPAN_QUOTA_URL: 'https://quota.example/', SUANPAN_AUDIT_URL: '', SUANPAN_INGEST_URL: 'http://x' };
  expect(urlsElsewhere(env)).toEqual({ quota: 'https://quota.example' });
  expect(() => urlsElsewhere({ SUANPAN_ALERTING_URL: 'alerting:8085' })).toThrow(/SUANPAN_ALERTING_URL/);
});
