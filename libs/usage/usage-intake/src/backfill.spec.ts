import { describe, expect, test } from '@jest/globals';
import { event, NOW, refusalOf, resultEvent, send, taken } from './spec-events.ts';

const backfill = {
  id: 'bf_1',
  source: 'gateway/eu',
  from: Date.parse('2025-01-01T00:00:00Z'),
  to: Date.parse('2026-01-01T00:00:00Z'),
  posting: 'none',
} as const;

const refused = (attributes: object, more: object = {}) =>
  refusalOf(event({}, { ...attributes }), { backfill: { ...backfill, ...more } });

describe('an event of a backfill', () => {
  test('may be older than the accepted lateness, from the first instant of the range to before its last', () => {
    expect(refused({ time: '2025-01-01T00:00:00.000Z' })).toBe('accepted');
    expect(refused({ time: '2024-12-31T23:59:59.999Z' })).toBe('backfill_invalid /time');
    expect(refused({ time: '2025-12-31T23:59:59.999Z' })).toBe('accepted');
    expect(refused({ time: '2026-01-01T00:00:00.000Z' })).toBe('backfill_invalid /time');
    // An offset changes the writing, not the instant.
    expect(refused({ time: '2026-01-01T00:59:59.999+01:00' })).toBe('accepted');
    expect(refusalOf(event({}, { time: '2025-06-01T00:00:00Z' }))).toBe('event_too_late /time');
  });

  test('must have the one source of the backfill', () => {
    expect(refused({ time: '2025-06-01T00:00:00Z', source: 'gateway/us' })).toBe('backfill_invalid /source');
    expect(refused({ time: '2025-06-01T00:00:00Z', source: '' })).toBe('event_invalid /source');
  });

  test('must not lie in the future, whatever the range', () => {
    expect(refused({ time: '2026-11-24T12:05:00.001Z' }, { to: NOW * 2 })).toBe('event_too_early /time');
    expect(refused({ time: '2026-11-24T12:05:00.000Z' }, { to: NOW * 2 })).toBe('accepted');
  });

  test('may be of 1970, in one form', () => {
    const old = event({}, { time: '1970-01-01T01:00:00+01:00' });
    const [line = ''] = taken(send([old], { backfill: { ...backfill, from: 0 } })).lines;
    expect(JSON.parse(line).time).toBe('1970-01-01T00:00:00.000Z');
  });

  test('may be a result, and a bad one costs only itself', () => {
    const time = '2025-06-01T00:00:00Z';
    const batch = [resultEvent({}, { time }), event({}, { time }), event({}, { time, source: 'other' })];
    const { lines, rejected } = taken(send(batch, { backfill }));
    expect(lines).toHaveLength(2);
    expect(rejected).toMatchObject([{ index: 2, code: 'backfill_invalid', pointer: '/2/source' }]);
  });
});
