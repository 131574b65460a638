import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideNewPassword, decidePassword } from './decide-password.ts';
import { decideRate } from './decide-rate.ts';
import { decideSession, SESSION_LIMITS } from './decide-session.ts';
import type { StoredSession } from './session.ts';

const NOW = 1_790_000_000_000;

describe('tries', () => {
  const limit = { burst: 3, perSeconds: 60 };

  /** Tries at these instants, one after the other; true where one was left. */
  function tryAt(instants: readonly number[]): boolean[] {
    let fullAt: number | undefined;
    return instants.map((now) => {
      const decision = decideRate(limit, fullAt, now);
      if (decision.ok) fullAt = decision.fullAt;
      return decision.ok;
    });
  }

  test('are a burst, then one more each minute, and all of them again after three minutes of peace', () => {
    expect(tryAt([NOW, NOW, NOW, NOW])).toEqual([true, true, true, false]);
    expect(tryAt([NOW, NOW, NOW, NOW + 59_999, NOW + 60_000, NOW + 60_000])).toEqual([
      true,
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(tryAt([NOW, NOW, NOW, ...Array(4).fill(NOW + 180_000)])).toEqual([...Array(6).fill(true), false]);
  });

  test('that were refused cost nothing, and the wait that is named is the wait', () => {
    const full = NOW + 180_000;
    expect(decideRate(limit, full, NOW)).toEqual({ ok: false, retryAfterSeconds: 60 });
    expect(decideRate(limit, full, NOW + 59_001)).toEqual({ ok: false, retryAfterSeconds: 1 });
    expect(decideRate(limit, full, NOW + 60_000).ok).toBe(true);
  });

  test('come back after a clock was set back: nobody waits longer than for one try', () => {
    expect(decideRate(limit, NOW + 10_000_000_000, NOW)).toEqual({ ok: false, retryAfterSeconds: 60 });
  });

  test('in any stretch of time are never more than the burst and what came back meanwhile', () => {
    const steps = fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(steps, (gaps) => {
        let at = NOW;
        const instants = gaps.map((gap) => {
          at += gap;
          return at;
        });
        const allowed = instants.filter((_, i) => tryAt(instants)[i]);
        for (const [i, from] of allowed.entries()) {
          for (const [j, to] of allowed.entries()) {
            if (j >= i) expect(j - i + 1).toBeLessThanOrEqual(limit.burst + (to - from) / 60_000);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('a session', () => {
  const session: StoredSession = {
    id: 'ses_1',
    person: 'per_1',
    method: 'password',
    device: 'browser',
    address: '192.0.2.1',
    createdAt: NOW,
    usedAt: NOW,
    expiresAt: NOW + 10_000_000,
    endedAt: null,
  };
  const decide = (changes: Partial<StoredSession>, now: number, suspended = false) =>
    decideSession({ ...session, ...changes }, suspended, { ...SESSION_LIMITS, idleSeconds: 3600 }, now);

  test.each<[string, Partial<StoredSession>, number, string]>([
    ['just begun', {}, 0, 'ok'],
    ['unused for an hour less a millisecond', {}, 3_599_999, 'ok'],
    ['unused for an hour', {}, 3_600_000, 'session_idle'],
    ['at its end, however busy', { usedAt: NOW + 9_999_999 }, 10_000_000, 'session_expired'],
    ['a millisecond before its end', { usedAt: NOW + 9_999_000 }, 9_999_999, 'ok'],
    ['that somebody ended', { endedAt: NOW }, 0, 'session_over'],
    ['used later than now, by another clock', { usedAt: NOW + 5_000 }, 0, 'ok'],
  ])('%s: %s', (_name, changes, after, expected) => {
    const decision = decide(changes, NOW + after);
    expect(decision.ok ? 'ok' : decision.reason).toBe(expected);
  });

  test('of a suspended person is none, and neither is one that is not known', () => {
    expect(decide({}, NOW, true)).toEqual({ ok: false, reason: 'person_suspended' });
    expect(decideSession(undefined, false, SESSION_LIMITS, NOW)).toEqual({ ok: false, reason: 'session_unknown' });
  });

  test('is noted as used once a minute, more often where the idle limit is short', () => {
    expect(decide({}, NOW + 59_999)).toEqual({ ok: true, note: false });
    expect(decide({}, NOW + 60_000)).toEqual({ ok: true, note: true });
    const short = { absoluteSeconds: 60, idleSeconds: 10 };
    expect(decideSession(session, false, short, NOW + 1_000)).toEqual({ ok: true, note: true });
  });
});

describe('a password', () => {
  const known = { hasPassword: true, changeDue: false };

  test.each<[string, Parameters<typeof decidePassword>[0], string]>([
    ['right', { known, matches: true, suspended: false }, 'ok'],
    ['wrong', { known, matches: false, suspended: false }, 'password_wrong'],
    ['wrong, of a suspended person', { known, matches: false, suspended: true }, 'password_wrong'],
    ['right, of a suspended person', { known, matches: true, suspended: true }, 'person_suspended'],
    ['of nobody', { known: undefined, matches: false, suspended: false }, 'login_unknown'],
    [
      'where there is none',
      { known: { ...known, hasPassword: false }, matches: false, suspended: false },
      'password_none',
    ],
  ])('that is %s: %s', (_name, tried, expected) => {
    const decision = decidePassword(tried);
    expect(decision.ok ? 'ok' : decision.reason).toBe(expected);
  });

  test('somebody else knows must be changed', () => {
    expect(decidePassword({ known: { ...known, changeDue: true }, matches: true, suspended: false })).toEqual({
      ok: true,
      changeDue: true,
    });
  });

  test.each<[string, string]>([
    ['fourteen chars', 'password_short'],
    ['fifteen charact', 'ok'],
    ['correct horse battery staple', 'ok'],
    [`long ${'abcdefgh'.repeat(40)}`, 'password_long'],
    ['aaaaaaaaaaaaaaaaaaaa', 'password_guessable'],
    ['abababababababababab', 'password_guessable'],
    ['this is Admin speaking', 'password_guessable'],
    ['the present password', 'password_same'],
    ['😀😁😂🤣😃😄😅', 'password_short'],
  ])('%j may be chosen: %s', (next, expected) => {
    const decision = decideNewPassword(next, 'admin', 'the present password');
    expect(decision.ok ? 'ok' : decision.reason).toBe(expected);
  });
});
