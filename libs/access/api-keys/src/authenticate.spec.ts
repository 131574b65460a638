import { describe, expect, test } from '@jest/globals';
import type { ApiKey } from '@suanpan/catalogue';
import { authenticate, keyHash, mintKey } from './index.ts';

const text = mintKey('live');
const now = 1_790_000_000_000;

function ask(header: string | undefined, changes: Partial<ApiKey> = {}, address?: string) {
  const key: ApiKey = {
    id: 'key_1',
    root: 'root_1',
    account: 'root_1',
    project: null,
    hash: keyHash(text),
    display: 'spn_live_abcd',
    scopes: ['ingest'],
    status: 'active',
    expiresAt: null,
    ...changes,
  };
  let lookUps = 0;
  const answer = authenticate(
    (hash) => {
      lookUps += 1;
      return hash === key.hash ? key : undefined;
    },
    header,
    'ingest',
    now,
    address,
  );
  return { code: answer.ok ? 'ok' : answer.code, lookUps, detail: answer.ok ? '' : answer.detail };
}

describe('a caller', () => {
  test('with an active key of the scope is let in, however the scheme is written', () => {
    expect(ask(`Bearer ${text}`)).toMatchObject({ code: 'ok', lookUps: 1 });
    expect(ask(`bearer  ${text}`)).toMatchObject({ code: 'ok' });
  });

  test.each([
    ['no header', undefined, 'credential_missing'],
    ['an empty header', '', 'credential_missing'],
    ['another scheme', `Basic ${text}`, 'credential_malformed'],
    ['two keys', `Bearer ${text} ${text}`, 'credential_malformed'],
    ['a key with a wrong checksum', `Bearer ${text.slice(0, -1)}-`, 'credential_malformed'],
  ])('with %s is refused before any look-up', (_name, header, code) => {
    expect(ask(header)).toMatchObject({ code, lookUps: 0 });
  });

  test.each<[string, Partial<ApiKey>, string]>([
    ['that nobody has', { hash: 'other' }, 'credential_unknown'],
    ['that is revoked', { status: 'revoked' }, 'credential_revoked'],
    ['that expires this very millisecond', { expiresAt: now }, 'credential_expired'],
    ['that expires in a millisecond', { expiresAt: now + 1 }, 'ok'],
    ['without the scope', { scopes: ['read', 'admin'] }, 'scope_missing'],
    ['that is revoked and expired', { status: 'revoked', expiresAt: 0 }, 'credential_revoked'],
  ])('with a key %s gets the right answer', (_name, changes, code) => {
    expect(ask(`Bearer ${text}`, changes).code).toBe(code);
  });

  test.each<[readonly string[] | undefined, string | undefined, string]>([
    [undefined, undefined, 'ok'],
    [undefined, '203.0.113.9', 'ok'],
    [['10.0.0.0/8', '203.0.113.0/24'], '203.0.113.9', 'ok'],
    [['203.0.113.0/24'], '::ffff:203.0.113.9', 'ok'],
    [['2001:db8::/32'], '2001:db8::9', 'ok'],
    [['203.0.113.0/24'], '203.0.114.9', 'network_refused'],
    [['203.0.113.0/24'], undefined, 'network_refused'],
    [['203.0.113.0/24'], 'unknown', 'network_refused'],
    [['everywhere'], '203.0.113.9', 'network_refused'],
    [[], '203.0.113.9', 'network_refused'],
  ])('with a key for %j from %j gets: %s', (networks, address, code) => {
    expect(ask(`Bearer ${text}`, networks === undefined ? {} : { networks }, address).code).toBe(code);
  });

  test('from the wrong network does not learn what the key could do', () => {
    const networks = ['10.0.0.0/8'];
    expect(ask(`Bearer ${text}`, { networks, scopes: [] }, '11.0.0.1').code).toBe('network_refused');
    expect(ask(`Bearer ${text}`, { networks, status: 'revoked' }, '11.0.0.1').code).toBe('credential_revoked');
  });

  test('never reads the key in an answer', () => {
    const details = [ask(`Bearer ${text}x`), ask(`Bearer ${text}`, { status: 'revoked' }), ask(`Basic ${text}`)];
    for (const { detail } of details) expect(detail).not.toContain(text.slice(13));
  });
});
