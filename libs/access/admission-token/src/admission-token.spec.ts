import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type AdmissionGrant,
  type AdmissionUse,
  createAdmissionKeys,
  createAdmissionReader,
  readAdmission,
  signAdmission,
  TOKEN_CHARS_MAX,
} from './index.ts';

const SECRET = Buffer.alloc(32, 7);
const keys = createAdmissionKeys(SECRET);
const ISSUED = 1_790_000_000_000;
const grant: AdmissionGrant = {
  root: 'root_1',
  project: 'prj_1',
  id: 'adm_1',
  priority: 'low',
  batch: true,
  quotes: { load: '1.25', näher: '0.000000000000000001' },
  model: 'gpt-5',
  issuedAt: ISSUED,
  expiresAt: ISSUED + 600_000,
};
const use: AdmissionUse = { root: 'root_1', project: 'prj_1', time: ISSUED + 1000 };

function tokenOf(changes: Partial<AdmissionGrant> = {}, key = keys('root_1')): string {
  const signed = signAdmission({ ...grant, ...changes }, key);
  if (!signed.ok) throw new Error(signed.detail);
  return signed.token;
}

function reasonOf(token: string, changes: Partial<AdmissionUse> = {}, key = keys('root_1')): string {
  const reading = readAdmission(token, key, { ...use, ...changes });
  return reading.ok ? 'ok' : reading.reason;
}

describe('a token', () => {
  test('says what was granted, and rating gets no more than that', () => {
    const reading = createAdmissionReader(SECRET)(tokenOf(), use);
    expect(reading).toEqual({
      ok: true,
      grant,
      admission: { id: 'adm_1', priority: 'low', batch: true, quotes: grant.quotes },
    });
  });

  test('of a bare grant says nothing that was not granted', () => {
    const { root, project, id, issuedAt, expiresAt } = grant;
    const signed = signAdmission({ root, project, id, issuedAt, expiresAt }, keys('root_1'));
    if (!signed.ok) throw new Error(signed.detail);
    expect(readAdmission(signed.token, keys('root_1'), use)).toMatchObject({ ok: true, admission: { id: 'adm_1' } });
    expect(signed.token.split('.')[1]).not.toBe(tokenOf().split('.')[1]);
  });

  test('has the published form, by HMAC and HKDF as RFC 2104 and RFC 5869 define them', () => {
    const [prefix, payload = '', seal] = tokenOf().split('.');
    expect(prefix).toBe('sad1');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual(grant);
    // HKDF-SHA256 written out: extract with an empty salt, expand one block.
    const extracted = createHmac('sha256', Buffer.alloc(32)).update(SECRET).digest();
    const key = createHmac('sha256', extracted).update('suanpan admission v1 root_1\u0001').digest();
    expect(seal).toBe(createHmac('sha256', key).update(`sad1.${payload}`).digest('base64url'));
  });

  test('is valid for calls that finish in its time, whenever they are sent', () => {
    expect(reasonOf(tokenOf(), { time: ISSUED })).toBe('ok');
    expect(reasonOf(tokenOf(), { time: ISSUED + 599_999 })).toBe('ok');
    expect(reasonOf(tokenOf(), { time: ISSUED + 600_000 })).toBe('expired');
    expect(reasonOf(tokenOf(), { time: ISSUED - 300_000 })).toBe('ok');
    expect(reasonOf(tokenOf(), { time: ISSUED - 300_001 })).toBe('too_early');
  });

  test('is for one root and one project', () => {
    expect(reasonOf(tokenOf(), { project: 'prj_2' })).toBe('other_project');
    expect(reasonOf(tokenOf(), { root: 'root_2' }, keys('root_2'))).toBe('signature_wrong');
    // Even where one key would serve two roots.
    expect(reasonOf(tokenOf(), { root: 'root_2' })).toBe('other_root');
    expect(createAdmissionReader(Buffer.alloc(32, 8))(tokenOf(), use)).toMatchObject({ reason: 'signature_wrong' });
  });

  test('for a model is good for that model where models are checked', () => {
    expect(reasonOf(tokenOf(), { models: ['gpt-5-mini', 'gpt-5'] })).toBe('ok');
    expect(reasonOf(tokenOf(), { models: ['gpt-5-mini'] })).toBe('other_model');
    expect(reasonOf(tokenOf(), { models: [] })).toBe('other_model');
  });

  test.each([
    '',
    '.',
    '..',
    'sad1',
    'sad1.',
    'sad1..',
    'sad2.e30.x',
    'SAD1.e30.x',
    'eyJhbGciOiJub25lIn0.e30.',
    'sad1.e30.Zm9vYmFy',
    '\u0000',
    'sad1.💸.💸',
  ])('%j is refused', (text) => {
    expect(['token_malformed', 'signature_wrong']).toContain(reasonOf(text));
  });

  test('longer than its bound is not even looked at, and is not issued', () => {
    expect(reasonOf(`${tokenOf()}${' '.repeat(TOKEN_CHARS_MAX)}`)).toBe('token_too_long');
    const quotes = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`series-${i}`, '1.5']));
    expect(signAdmission({ ...grant, quotes }, keys('root_1'))).toMatchObject({ ok: false, reason: 'token_too_long' });
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a list', [grant]],
    ['no root', { ...grant, root: undefined }],
    ['an empty project', { ...grant, project: '' }],
    ['an id that is a number', { ...grant, id: 7 }],
    ['an end before its beginning', { ...grant, expiresAt: ISSUED }],
    ['half a millisecond', { ...grant, issuedAt: ISSUED + 0.5 }],
    ['a priority that is a number', { ...grant, priority: 1 }],
    ['a batch that is a text', { ...grant, batch: 'true' }],
    ['a quote that is a number', { ...grant, quotes: { load: 1.25 } }],
    ['a quote below nothing', { ...grant, quotes: { load: '-1' } }],
    ['quotes in a list', { ...grant, quotes: ['1'] }],
  ])('of %s is not issued, and grants nothing when somebody else issued it', (_name, value) => {
    expect(signAdmission(value as AdmissionGrant, keys('root_1'))).toMatchObject({ reason: 'grant_invalid' });
    const body = `sad1.${Buffer.from(JSON.stringify(value)).toString('base64url')}`;
    const forged = `${body}.${createHmac('sha256', keys('root_1')).update(body).digest('base64url')}`;
    expect(reasonOf(forged)).toBe('token_malformed');
  });

  test('that is signed and no JSON grants nothing', () => {
    const forged = `sad1.e30x.${createHmac('sha256', keys('root_1')).update('sad1.e30x').digest('base64url')}`;
    expect(reasonOf(forged)).toBe('token_malformed');
  });
});

describe('whatever is granted', () => {
  const name = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' });
  const decimal = fc.tuple(fc.nat(), fc.nat({ max: 999 })).map(([whole, rest]) => `${whole}.${rest}`);
  const anyGrant: fc.Arbitrary<AdmissionGrant> = fc.record(
    {
      root: name,
      project: name,
      id: name,
      priority: name,
      batch: fc.boolean(),
      quotes: fc.dictionary(name, decimal, { maxKeys: 5, noNullPrototype: true }),
      model: name,
      issuedAt: fc.constant(ISSUED),
      expiresAt: fc.constant(ISSUED + 1),
    },
    { requiredKeys: ['root', 'project', 'id', 'issuedAt', 'expiresAt'] },
  );

  test('is read back as it was', () => {
    fc.assert(
      fc.property(anyGrant, (drawn) => {
        const token = tokenOfExactly(drawn);
        const reading = readAdmission(token, keys(drawn.root), { ...drawn, time: ISSUED });
        expect(reading).toMatchObject({ ok: true });
        expect(reading.ok && reading.grant).toEqual(drawn);
      }),
    );
  });

  test('no flipped bit of a token leaves it valid', () => {
    const bytes = Buffer.from(tokenOf(), 'latin1');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      if (reasonOf(changed.toString('latin1')) === 'ok') throw new Error(`Bit ${bit} may be flipped.`);
    }
  });

  test('no change of a character, no cut and no addition leaves it valid', () => {
    const token = tokenOf();
    fc.assert(
      fc.property(
        fc.nat({ max: token.length - 1 }),
        fc.string({ maxLength: 3 }),
        fc.nat({ max: 3 }),
        (at, put, cut) => {
          const changed = token.slice(0, at) + put + token.slice(at + cut);
          if (changed !== token) expect(reasonOf(changed)).not.toBe('ok');
        },
      ),
      { numRuns: 2000 },
    );
  });
});

function tokenOfExactly(drawn: AdmissionGrant): string {
  const signed = signAdmission(drawn, keys(drawn.root));
  if (!signed.ok) throw new Error(signed.detail);
  return signed.token;
}

test('each root has a key of its own, however many there are', () => {
  const first = keys('root_1').toString('hex');
  const seen = new Set(Array.from({ length: 10_050 }, (_, i) => keys(`r${i}`).toString('hex')));
  expect(seen.size).toBe(10_050);
  expect(keys('root_1').toString('hex')).toBe(first);
});
