import { describe, expect, test } from '@jest/globals';
import { backfillCounter, resultCounter, sealedCounter } from '@suanpan/charging';
import type { BackfillStamp, UsageEvent } from '@suanpan/facts';
import { eventIdentity } from '@suanpan/identity';
import { rememberedFrom } from '@suanpan/rated-record';
import { formatInstant, MS_PER_DAY } from '@suanpan/time';
import { parkedCounter } from './own-counters.ts';
import { isParkedForgotten, PARKED_RESULTS_MAX } from './parked-results.ts';
import { aDirective, anEvent, aResult, Desk, NOON, priceAgain, TIMES } from './spec-facts.ts';

const IDENTITY = eventIdentity('root-a', 'spec', 'call');
const RESULT = resultCounter('root-a', IDENTITY);
const PARKED = parkedCounter(IDENTITY);
const call = anEvent({ id: 'call', requestedModel: 'on-result' });

describe('a result', () => {
  test('is charged once its call has been counted, and only once', () => {
    const desk = new Desk();
    const outcomes = desk.decideEvents([call, aResult('r1', 'call'), aResult('r2', 'call'), aResult('r1', 'call')]);
    expect(outcomes.map(({ kind, reason, entries }) => [kind, reason, entries.length])).toEqual([
      ['rated', 'charged_on_result', 0],
      ['rated', 'result_accepted', 1],
      ['adjusted', 'result_repeated', 0],
      ['duplicate', 'already_counted', 0],
    ]);
    expect(outcomes.map(({ counters }) => counters)).toEqual([undefined, [[RESULT, 'charged']], undefined, undefined]);
  });

  test('that came before its call is charged with the call, and says so', () => {
    const desk = new Desk();
    const [early] = desk.decideEvents([aResult('r1', 'call')]);
    expect(early).toMatchObject({ kind: 'adjusted', reason: 'result_without_plan', detail: 'waits for its call' });
    const [late] = desk.decideEvents([call]);
    expect(late).toMatchObject({ kind: 'rated', reason: 'result_accepted', detail: 'result 0' });
    expect(late?.entries).toMatchObject([{ amount: '5', corrects: 0 }]);
    expect(desk.counters).toEqual({ [RESULT]: 'charged' });
    expect(desk.decideEvents([aResult('r2', 'call')])[0]?.reason).toBe('result_repeated');
  });

  test('costs the same whether it came before its call or after it, whoever came first of several', () => {
    const results = [aResult('r1', 'call', { accepted: false }), aResult('r2', 'call'), aResult('r3', 'call')];
    const [before, after] = [new Desk(), new Desk()];
    before.decideEvents([...results, call]);
    after.decideEvents([call, ...results]);
    for (const desk of [before, after]) {
      expect(desk.decided.flatMap(({ outcome }) => outcome.entries.map(({ amount }) => amount))).toEqual(['5']);
      expect(desk.counters).toEqual({ [RESULT]: 'charged' });
    }
  });

  test('waits for a call that is quarantined until that has a price', () => {
    const desk = new Desk();
    const late = anEvent({ id: 'call', requestedModel: 'late' });
    desk.decideEvents([late, aResult('r1', 'call')]);
    expect(Object.keys(desk.counters)).toEqual([PARKED]);
    const target = { seq: 0, event: late, charged: { basis: 0, entries: [] } };
    const event = { ...call, account: 'moved' };
    const outcome = desk.decideDirective(aDirective('amend', 'a', { target, event }));
    // The money belongs to where the call is by now, and the call itself waits no more.
    expect(outcome?.entries).toMatchObject([{ amount: '5', corrects: 1, event }]);
    expect([outcome?.closes, desk.open]).toEqual([[0], []]);
    expect(desk.counters[PARKED]).toBeUndefined();
  });

  test.each([
    ['a call that is charged otherwise', [anEvent({ id: 'call' }), aResult('r1', 'call')]],
    ['a call that did not come, if it was not accepted', [aResult('r1', 'call', { accepted: false })]],
  ])('of %s does not wait', (_, events) => {
    const desk = new Desk();
    expect(desk.decideEvents(events).at(-1)).toMatchObject({ kind: 'adjusted', reason: 'result_without_plan' });
    expect(desk.counters).toEqual({});
  });

  test('does not wait with more than a few others, nor longer than an identity lives', () => {
    const desk = new Desk();
    const results = Array.from({ length: PARKED_RESULTS_MAX + 1 }, (_, i) => aResult(`r${i}`, 'call'));
    const outcomes = desk.decideEvents(results);
    expect(outcomes.filter(({ detail }) => detail === 'waits for its call')).toHaveLength(PARKED_RESULTS_MAX);
    const parked = desk.counters[PARKED] ?? '';
    const later = NOON + 50 * MS_PER_DAY;
    expect(isParkedForgotten(parked, rememberedFrom(NOON, TIMES))).toBe(false);
    expect(isParkedForgotten(parked, rememberedFrom(later, TIMES))).toBe(true);
    const again = { ...call, time: formatInstant(later) };
    const [outcome] = desk.decideEvents([again], { receivedAt: later, appendedAt: later });
    // Whether it was swept by then or not, the outcome is the same.
    expect(outcome).toMatchObject({ reason: 'charged_on_result', entries: [], counters: [[RESULT, 'waits']] });
  });

  test.each([
    ['no call', { result: { accepted: true } }],
    ['nothing', { result: null }],
    ['no verdict', { result: { source: 'spec', id: 'call' } }],
    ['an impossible score', { result: { source: 'spec', id: 'call', accepted: true, score: '1.5' } }],
  ])('with %s is rejected', (_, more) => {
    const result = { ...aResult('r1', 'call'), ...more } as ReturnType<typeof aResult>;
    expect(new Desk().decideEvents([result])[0]).toMatchObject({ kind: 'rejected', reason: 'unreadable' });
  });
});

describe('a backfill', () => {
  const OLD = NOON - 400 * MS_PER_DAY;
  const stamp: BackfillStamp = { id: 'b-1', source: 'spec', from: OLD, to: NOON, posting: 'open' };
  const old = (id: string, more: Partial<UsageEvent> = {}) => anEvent({ id, time: formatInstant(OLD + 5), ...more });
  const seal = (backfill = 'b-1', id = `seal-${backfill}`) => aDirective('seal', id, { backfill });

  test('takes in what is too late for everybody else, and says who brought it', () => {
    const desk = new Desk();
    expect(desk.decideEvents([old('a')])[0]).toMatchObject({ kind: 'rejected', reason: 'too_late' });
    expect(desk.decideEvents([old('a')], { backfill: stamp })[0]).toMatchObject({
      kind: 'rated',
      reason: 'priced',
      detail: 'backfill b-1',
    });
  });

  test.each<[string, Partial<UsageEvent>, string]>([
    ['another source', { source: 'other' }, 'backfill_outside'],
    ['a time before its range', { time: formatInstant(OLD - 1) }, 'backfill_outside'],
    ['the end of its range', { time: formatInstant(NOON) }, 'backfill_outside'],
    ['no readable usage', { inputTokens: -1 }, 'unreadable'],
  ])('refuses an event of %s', (_, more, reason) => {
    const [outcome] = new Desk().decideEvents([old('a', more)], { backfill: stamp });
    expect(outcome).toMatchObject({ kind: 'rejected', reason });
  });

  test('knows what it has counted for as long as it is open, and what was counted live', () => {
    const desk = new Desk();
    desk.decideEvents([anEvent({ id: 'live' })]);
    desk.decideEvents([old('a')], { backfill: stamp });
    const muchLater = { backfill: stamp, appendedAt: NOON + 90 * MS_PER_DAY };
    expect(desk.decideEvents([anEvent({ id: 'live' })], { backfill: stamp })[0]).toMatchObject({
      kind: 'duplicate',
      first: 0,
    });
    expect(desk.decideEvents([old('a'), old('a', { inputTokens: 1 })], muchLater)).toMatchObject([
      { kind: 'duplicate', first: 1 },
      { kind: 'conflict', first: 1 },
    ]);
  });

  test('that brings a recent event first makes the live one a duplicate', () => {
    const desk = new Desk();
    const live = anEvent({ id: 'live', time: formatInstant(NOON - 2000) });
    desk.decideEvents([live], { backfill: stamp });
    expect(desk.decideEvents([live])[0]).toMatchObject({ kind: 'duplicate', first: 0 });
  });

  test('fills in nothing from when its source was live on, however long ago identities were forgotten', () => {
    for (const heldRange of [true, false]) {
      const desk = new Desk({ heldRange });
      const live = anEvent({ id: 'live', source: 'gateway' });
      desk.decideEvents([live]);
      const muchLater = NOON + 90 * MS_PER_DAY;
      const wide = { ...stamp, source: 'gateway', to: muchLater };
      const more = { backfill: wide, appendedAt: muchLater, receivedAt: muchLater };
      const before = anEvent({ id: 'before', source: 'gateway', time: formatInstant(NOON - 1001) });
      expect(desk.decideEvents([live, before], { ...more }).map(({ kind, reason }) => [kind, reason])).toEqual([
        heldRange ? ['rejected', 'backfill_overlaps'] : ['rated', 'priced'],
        ['rated', 'priced'],
      ]);
    }
  });

  test('holds its range while it is open: another one of the source takes nothing of it', () => {
    for (const heldRange of [true, false]) {
      const desk = new Desk({ heldRange });
      desk.decideEvents([old('a')], { backfill: stamp });
      const later = { appendedAt: NOON + 90 * MS_PER_DAY, receivedAt: NOON + 90 * MS_PER_DAY };
      desk.decideEvents([anEvent({ id: 'x', source: 'y', time: formatInstant(later.receivedAt) })], later);
      const other = { ...stamp, id: 'b-2', from: OLD - MS_PER_DAY, to: OLD + 10 };
      const beside = { ...stamp, id: 'b-3', from: OLD - MS_PER_DAY, to: OLD };
      const again = desk.decideEvents([old('a')], { backfill: other, ...later })[0];
      expect(again?.reason).toBe(heldRange ? 'backfill_overlaps' : 'priced');
      if (!heldRange) continue;
      const [early] = desk.decideEvents([old('c', { time: formatInstant(OLD - 5) })], { backfill: beside, ...later });
      expect(early?.kind).toBe('rated');
      expect(desk.decideEvents([old('b')], { backfill: stamp, ...later })[0]?.kind).toBe('rated');
      desk.decideDirective(seal());
      expect(desk.decideEvents([old('a')], { backfill: other, ...later })[0]?.reason).toBe('backfill_sealed');
    }
  });

  test('that is sealed takes nothing more, nor does another of its range, and it is the seal that refuses', () => {
    for (const sealedRange of [true, false]) {
      const desk = new Desk({ sealedRange });
      desk.decideEvents([old('a')], { backfill: stamp });
      expect(desk.decideDirective(seal())).toMatchObject({ kind: 'adjusted', reason: 'sealed', detail: 'b-1' });
      const other = { ...stamp, id: 'b-2', from: OLD - MS_PER_DAY, to: OLD + 10 };
      const later = { appendedAt: NOON + 90 * MS_PER_DAY };
      const kinds = [stamp, other].map((backfill) => desk.decideEvents([old('b')], { backfill, ...later })[0]?.reason);
      expect(kinds).toEqual(sealedRange ? ['backfill_sealed', 'backfill_sealed'] : ['priced', 'already_counted']);
    }
  });

  test('beside a sealed range is free, and so is another source', () => {
    const desk = new Desk();
    desk.decideEvents([old('a')], { backfill: stamp });
    desk.decideDirective(seal());
    const before = { ...stamp, id: 'b-2', from: OLD - 10, to: OLD };
    expect(desk.decideEvents([old('b', { time: formatInstant(OLD - 5) })], { backfill: before })[0]?.kind).toBe(
      'rated',
    );
    const elsewhere = { ...stamp, id: 'b-3', source: 'other' };
    expect(desk.decideEvents([old('b', { source: 'other' })], { backfill: elsewhere })[0]?.kind).toBe('rated');
    expect(desk.decideDirective(seal('b-2'))?.reason).toBe('sealed');
    expect(desk.counters[sealedCounter('root-a', 'spec')]).toBe(JSON.stringify([[OLD - 10, NOON]]));
  });

  test('is sealed once, and one that never began is sealed for good', () => {
    const desk = new Desk();
    expect(desk.decideDirective(seal())?.reason).toBe('sealed');
    expect(desk.decideDirective(seal('b-1', 'seal-again'))).toMatchObject({
      kind: 'adjusted',
      reason: 'backfill_sealed',
    });
    expect(desk.decideEvents([old('a')], { backfill: stamp })[0]?.reason).toBe('backfill_sealed');
    expect(desk.counters).toEqual({ [backfillCounter('root-a', 'b-1')]: '{"root":"root-a","sealed":true}' });
  });

  test.each([
    ['range', { to: NOON + 1 }],
    ['posting', { posting: 'none' as const }],
  ])('cannot change its %s on the way', (_, more) => {
    const desk = new Desk();
    desk.decideEvents([old('a')], { backfill: stamp });
    expect(desk.decideEvents([old('b')], { backfill: { ...stamp, ...more } })[0]).toMatchObject({
      kind: 'rejected',
      reason: 'backfill_outside',
    });
  });

  test('for information stays for information: when it is priced later, and when it is taken back', () => {
    const desk = new Desk();
    const backfill = { ...stamp, posting: 'none' as const };
    const late = old('late', { requestedModel: 'late' });
    const [priced, waiting] = desk.decideEvents([old('a', { requestedModel: 'tiered' }), late], { backfill });
    expect(priced?.entries[0]).toMatchObject({ servicePeriod: '2026-11' });
    expect(priced?.entries[0]?.postingPeriod).toBeUndefined();
    expect(waiting?.kind).toBe('quarantined');
    const target = { seq: 1, event: late, charged: { basis: 1, entries: [] } };
    const amended = { ...late, requestedModel: 'tiered' };
    const outcome = desk.decideDirective(aDirective('amend', 'x', { target, event: amended }));
    expect(outcome?.entries[0]).toMatchObject({ servicePeriod: '2026-11', corrects: 1 });
    expect(outcome?.entries[0]?.postingPeriod).toBeUndefined();
  });

  test.each([
    ['cost nothing', 'free'],
    ['cost something, and then nothing', 'costly'],
  ] as const)('for information stays for information where a call %s', (_, first) => {
    const desk = new Desk();
    const events = {
      free: old('call', { inputTokens: 0 }),
      costly: old('call', { inputTokens: 10, requestedModel: 'tiered' }),
    };
    const [counted] = desk.decideEvents([events[first]], { backfill: { ...stamp, posting: 'none' } });
    let target = { seq: 0, event: events[first], charged: { basis: 0, entries: counted?.entries ?? [] } };
    for (const to of first === 'free' ? (['costly'] as const) : (['free', 'costly'] as const)) {
      const event = events[to];
      const outcome = desk.decideDirective(aDirective('amend', `to-${to}`, { target, event }));
      expect(outcome).toMatchObject({ kind: 'adjusted', reason: 'amended' });
      expect(outcome?.entries).toHaveLength(1);
      expect(outcome?.entries[0]).not.toHaveProperty('postingPeriod');
      target = { seq: 0, event, charged: { basis: outcome?.seq ?? 0, entries: [] } };
    }
  });

  test('with a stamp that is none makes its record unreadable', () => {
    const broken = { ...stamp, from: NOON, to: OLD };
    expect(new Desk().decideEvents([old('a')], { backfill: broken })[0]).toMatchObject({ reason: 'unreadable' });
  });

  test('quarantines what has no price, and price-again finds it', () => {
    const desk = new Desk();
    const late = old('late', { requestedModel: 'late' });
    desk.decideEvents([late], { backfill: stamp });
    desk.known.add('late');
    expect(desk.decideDirective(priceAgain([{ seq: 0, event: late }]))?.entries).toMatchObject([{ corrects: 0 }]);
  });
});
