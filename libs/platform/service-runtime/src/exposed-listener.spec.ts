import { expect, test } from '@jest/globals';
import { exposureOf, exposureText } from './exposed-listener.ts';

const listener = { behindProxy: false, plaintextAllowed: false };

test.each(['127.0.0.1', '127.8.9.1', '::1', 'localhost', '::ffff:127.0.0.1'])(
  '%s is reached from this machine alone',
  (host) => {
    expect(exposureOf({ ...listener, host })).toBe('closed');
  },
);

test.each(['0.0.0.0', '::', '10.0.0.4', '192.168.1.1', '127.example.com', 'suanpan.internal', ''])(
  'listening on "%s" in plaintext is refused, allowed behind a named proxy, and warned about where it is meant',
  (host) => {
    expect(exposureOf({ ...listener, host })).toBe('refused');
    expect(exposureOf({ ...listener, host, behindProxy: true })).toBe('closed');
    expect(exposureOf({ ...listener, host, plaintextAllowed: true })).toBe('warned');
  },
);

test('the refusal names the address and every way out', () => {
  expect(exposureText('::')).toMatch(
    /SUANPAN_HOST is \[::\].*SUANPAN_TRUST_PROXY.*127\.0\.0\.1.*SUANPAN_ALLOW_PLAINTEXT=true/s,
  );
});
