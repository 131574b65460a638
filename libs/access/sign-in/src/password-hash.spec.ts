import { expect, test } from '@jest/globals';
import { hashPassword, isOutdated, isPassword } from './password-hash.ts';

test('a hash is argon2id at the cost RFC 9106 recommends, with a salt of its own', async () => {
  const [one, two] = await Promise.all([hashPassword('secret'), hashPassword('secret')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(one).not.toBe(two);
  expect(isOutdated(one)).toBe(false);
});

test('only the password itself fits, also typed as other code points', async () => {
  const hashed = await hashPassword('Zürich — ﬁrst');
  expect(await isPassword('Zürich — ﬁrst', hashed)).toBe(true);
  expect(await isPassword('Zu\u0308rich — first', hashed)).toBe(true);
  for (const wrong of ['', 'Zürich — first ', 'zürich — first', 'Zurich — first']) {
    expect(await isPassword(wrong, hashed)).toBe(false);
  }
});

test('a hash that another program made is understood, and is to be made anew at the cost of today', async () => {
  // Test vector of the reference implementation: phc-winner-argon2, src/test.c, version 0x13, argon2id.
  const hashed = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  expect(await isPassword('password', hashed)).toBe(true);
  expect(isOutdated(hashed)).toBe(true);
});

test.each([
  null,
  '',
  'password',
  '$argon2i$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  '$argon2id$v=19$m=9999999,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  '$argon2id$v=19$m=65536,t=99,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
])('%j lets nobody in, and takes the work of a real one', async (hashed) => {
  const startedAt = performance.now();
  expect(await isPassword('password', hashed)).toBe(false);
  // No machine fills 64 MiB three times in less; a look at the text alone takes a thousandth of it.
  expect(performance.now() - startedAt).toBeGreaterThan(5);
});
