import { describe, expect, test } from '@jest/globals';
import { basisCounter, closedCounter } from '@suanpan/charging';
import type { Directive, Entry, UsageEvent } from '@suanpan/facts';
import { formatInstant, MS_PER_DAY } from '@suanpan/time';
import { statePuts } from './fold-state.ts';
import { usedCounter } from './spec-charging.ts';
import { aDirective, anEvent, Desk, NOON, priceAgain } from './spec-facts.ts';

const event = anEvent();
const late = anEvent({ id: 'late-1', requestedModel: 'late' });

interface Target {
  readonly seq: number;
  readonly event: UsageEvent;
  readonly charged: { readonly basis: number; readonly entries: readonly Entry[] };
}

/** A target as whoever reads the rated log would write it. */
function chargedTarget(desk: Desk, seq: number, more: Partial<Target> = {}, basis = seq): Target {
  const { outcome, subject } = desk.decided[basis] ?? {};
  const entries = outcome?.entries ?? [];
  return { seq, event: subject as UsageEvent, charged: { basis, entries }, ...more };
}

const voidOf = (target: Target, id = 'void-1') => aDirective('void', id, { target });
const amendOf = (target: Target, amended: UsageEvent, id = 'amend-1') =>
  aDirective('amend', id, { target, event: amended });

describe('a void', () => {
  test('negates what stands, says what it corrects, and becomes the basis of what follows', () => {
    const desk = new Desk();
    desk.decideEvents([event]);
    const outcome = desk.decideDirective(voidOf(chargedTarget(desk, 0)));
    expect(outcome).toMatchObject({ kind: 'adjusted', reason: 'voided', counters: [[basisCounter(0), '1']] });
    expect(outcome?.entries).toEqual([{ currency: 'USD', amount: '-100', lines: [], corrects: 0, event }]);
  });

  test('of what was corrected since it was made is superseded, and it is the basis check that sees it', () => {
    for (const basis of [true, false]) {
      const desk = new Desk({ basis });
      desk.decideEvents([event]);
      const target = chargedTarget(desk, 0);
      desk.decideDirective(voidOf(target));
      const second = desk.decideDirective(voidOf(target, 'void-2'));
      expect(second?.reason).toBe(basis ? 'superseded' : 'voided');
      expect(second?.entries).toHaveLength(basis ? 0 : 1);
    }
  });

  test('of a call that is yet to come is of no known call, by the first rules too, which asked for no proof', () => {
    for (const rules of [1, 2]) {
      const desk = new Desk();
      desk.rules = rules;
      desk.decideEvents([event]);
      const entries = [{ currency: 'USD', amount: '500', lines: [] }];
      for (const seq of [1, 7]) {
        const target = { seq, event: anEvent({ id: 'to-come' }), charged: { basis: seq, entries } };
        expect(desk.decideDirective(voidOf(target, `void-${seq}`))?.reason).toBe('target_unknown');
      }
    }
  });

  test('of a quarantined event closes it without money, and no price comes later', () => {
    const desk = new Desk();
    desk.decideEvents([late]);
    const outcome = desk.decideDirective(voidOf(chargedTarget(desk, 0)));
    expect(outcome).toMatchObject({ kind: 'adjusted', reason: 'voided', entries: [], closes: [0] });
    expect(desk.open).toEqual([]);
    desk.known.add('late');
    expect(desk.decideDirective(priceAgain([{ seq: 0, event: late }]))?.reason).toBe('nothing_left');
  });

  test('moves the counters of the plan that charged the call', () => {
    const desk = new Desk();
    desk.decideEvents([anEvent({ requestedModel: 'tiered' })]);
    const outcome = desk.decideDirective(voidOf(chargedTarget(desk, 0)));
    expect(outcome?.counters).toEqual([
      [basisCounter(0), '1'],
      [usedCounter('root-a'), '0'],
    ]);
  });

  test.each<[string, (target: Target) => Target]>([
    ['a seq that does not exist yet', (target) => ({ ...target, seq: 7 })],
    ['a seq that counted another event', (target) => ({ ...target, seq: 1 })],
    ['other content under the identity', (target) => ({ ...target, event: { ...target.event, inputTokens: 1 } })],
    ['an event of another root', (target) => ({ ...target, event: { ...target.event, root: 'root-b' } })],
  ])('cannot be about %s', (_, change) => {
    const desk = new Desk();
    desk.decideEvents([event, anEvent({ id: 'event-2' })]);
    const outcome = desk.decideDirective(voidOf(change(chargedTarget(desk, 0))));
    expect(outcome).toMatchObject({ kind: 'adjusted', reason: 'target_unknown', entries: [] });
  });

  test('of a call whose identity is forgotten goes by its basis alone', () => {
    const desk = new Desk();
    desk.decideEvents([event]);
    const line = JSON.stringify(voidOf(chargedTarget(desk, 0)));
    const [outcome] = desk.decide({ kind: 'directive', lines: [line], appendedAt: NOON + 100 * MS_PER_DAY });
    expect(outcome).toMatchObject({ kind: 'adjusted', reason: 'voided' });
  });

  test('that is sent twice is a duplicate', () => {
    const desk = new Desk();
    desk.decideEvents([event]);
    const directive = voidOf(chargedTarget(desk, 0));
    desk.decideDirective(directive);
    expect(desk.decideDirective(directive)).toMatchObject({ kind: 'duplicate', first: 1 });
  });
});

describe('an amendment', () => {
  const amended = anEvent({ inputTokens: 30 });

  test('takes back what was charged and charges what should have been, in one outcome', () => {
    const desk = new Desk();
    desk.decideEvents([event]);
    const outcome = desk.decideDirective(amendOf(chargedTarget(desk, 0), amended));
    expect(outcome).toMatchObject({ kind: 'adjusted', reason: 'amended' });
    expect(outcome?.entries).toMatchObject([
      { amount: '-100', corrects: 0, event },
      { amount: '30', corrects: 0, event: amended },
    ]);
  });

  test('leaves the identity as it was counted: the call as first sent is a duplicate, the amended one a conflict', () => {
    const desk = new Desk();
    desk.decideEvents([event]);
    desk.decideDirective(amendOf(chargedTarget(desk, 0), amended));
    expect(desk.decideEvents([event, amended]).map(({ kind }) => kind)).toEqual(['duplicate', 'conflict']);
  });

  test('is corrected further only by who names the call as it stands now', () => {
    const desk = new Desk();
    desk.decideEvents([event]);
    desk.decideDirective(amendOf(chargedTarget(desk, 0), amended));
    const stale = chargedTarget(desk, 0, { event }, 1);
    expect(desk.decideDirective(voidOf(stale, 'void-old'))?.reason).toBe('target_unknown');
    const outcome = desk.decideDirective(voidOf(chargedTarget(desk, 0, { event: amended }, 1)));
    expect(outcome).toMatchObject({ reason: 'voided', counters: [[basisCounter(0), '3']] });
  });

  test('that has no price leaves everything as it is', () => {
    const desk = new Desk();
    desk.decideEvents([event]);
    const target = chargedTarget(desk, 0);
    const outcome = desk.decideDirective(amendOf(target, anEvent({ requestedModel: 'late' })));
    expect(outcome).toMatchObject({ kind: 'adjusted', reason: 'model_unpriced', entries: [] });
    expect(outcome?.counters).toBeUndefined();
    expect(desk.decideDirective(voidOf(target))?.reason).toBe('voided');
  });

  test('of a quarantined event charges what it should have been and closes it', () => {
    const desk = new Desk();
    desk.decideEvents([late]);
    const right = { ...late, requestedModel: 'priced' };
    const outcome = desk.decideDirective(amendOf(chargedTarget(desk, 0), right));
    expect(outcome).toMatchObject({ reason: 'amended', entries: [{ amount: '100', corrects: 0, event: right }] });
    expect(desk.open).toEqual([]);
  });

  test.each([
    ['another id', { id: 'event-2' }],
    ['another source', { source: 'other' }],
    ['another root', { root: 'root-b' }],
    ['no time', { time: 'yesterday' }],
  ])('cannot give a call %s', (_, more) => {
    const desk = new Desk();
    desk.decideEvents([event]);
    const outcome = desk.decideDirective(amendOf(chargedTarget(desk, 0), { ...amended, ...more }));
    expect(outcome).toMatchObject({ kind: 'rejected', reason: 'unreadable' });
  });
});

describe('price-again of what was charged', () => {
  test('replaces what stands once, and passes over what was corrected since', () => {
    const desk = new Desk();
    desk.unitPrice = 7;
    desk.decideEvents([event]);
    desk.unitPrice = 1;
    const dearer = chargedTarget(desk, 0);
    const outcome = desk.decideDirective(priceAgain([dearer]));
    expect(outcome).toMatchObject({ reason: 'priced_again', counters: [[basisCounter(0), '1']] });
    expect(outcome?.entries.map(({ amount, corrects }) => [amount, corrects])).toEqual([
      ['-700', 0],
      ['100', 0],
    ]);
    expect(desk.decideDirective(priceAgain([dearer], { id: 'again-2' }))?.reason).toBe('superseded');
  });

  test('changes nothing where the price is the same', () => {
    const desk = new Desk();
    desk.decideEvents([event]);
    const outcome = desk.decideDirective(priceAgain([chargedTarget(desk, 0)]));
    expect(outcome).toMatchObject({ reason: 'nothing_left', entries: [] });
    expect(outcome?.counters).toBeUndefined();
  });

  test('may stand in one directive with what was quarantined', () => {
    const desk = new Desk();
    desk.unitPrice = 7;
    desk.decideEvents([event, late]);
    desk.known.add('late');
    desk.unitPrice = 1;
    const dearer = chargedTarget(desk, 0);
    const outcome = desk.decideDirective(priceAgain([dearer, { seq: 1, event: late }]));
    expect(outcome?.entries.map(({ amount, corrects }) => [amount, corrects])).toEqual([
      ['-700', 0],
      ['100', 0],
      ['100', 1],
    ]);
    expect(outcome?.counters).toEqual([
      [basisCounter(0), '2'],
      [basisCounter(1), '2'],
    ]);
  });

  test('what a directive priced later is voided on the basis of that directive', () => {
    const desk = new Desk();
    desk.decideEvents([late]);
    desk.known.add('late');
    desk.decideDirective(priceAgain([{ seq: 0, event: late }]));
    expect(desk.decideDirective(voidOf(chargedTarget(desk, 0, { event: late }), 'void-old'))?.reason).toBe(
      'superseded',
    );
    expect(desk.decideDirective(voidOf(chargedTarget(desk, 0, { event: late }, 1)))?.reason).toBe('voided');
  });
});

describe('fees, credits and closes', () => {
  const fee = { account: 'dep-1', charge: 'fee', period: '2026-11', currency: 'USD', amount: '12.5' };
  const credit = {
    account: 'root-a',
    credit: 'c-1',
    currency: 'USD',
    amount: '5',
    priority: 1,
    from: null,
    expiresAt: null,
  };

  test('are adjusted outcomes with what pricing says', () => {
    const desk = new Desk();
    const outcomes = [
      desk.decideDirective(aDirective('fee', 'f', fee)),
      desk.decideDirective(aDirective('credit', 'c', credit)),
      desk.decideDirective(aDirective('close', 'x', { period: '2026-10' })),
      desk.decideDirective(aDirective('close', 'y', { period: '2026-10' })),
    ];
    expect(outcomes.map((outcome) => [outcome?.kind, outcome?.reason])).toEqual([
      ['adjusted', 'fee_charged'],
      ['adjusted', 'credit_granted'],
      ['adjusted', 'period_closed'],
      ['adjusted', 'period_closed_before'],
    ]);
    expect(outcomes[0]?.entries).toMatchObject([{ amount: '12.5', account: 'dep-1' }]);
    expect(outcomes[2]).toMatchObject({
      closing: { period: '2026-10' },
      counters: [[closedCounter('root-a'), '2026-10']],
    });
  });

  test.each<[string, Directive['directive'], object]>([
    ['a fee without an amount', 'fee', { ...fee, amount: 'much' }],
    ['a fee of no account', 'fee', { ...fee, account: undefined }],
    ['a fee of an unknown kind', 'fee', { ...fee, charge: 'gift' }],
    ['a credit of nothing', 'credit', { ...credit, amount: '0' }],
    ['a credit without an end or its absence', 'credit', { ...credit, expiresAt: undefined }],
    ['a close of no period', 'close', {}],
    ['a seal of no backfill', 'seal', { backfill: 7 }],
    ['a void without what was charged', 'void', { target: { seq: 0, event } }],
    [
      'a void with an amount that is none',
      'void',
      voidOf({ seq: 0, event, charged: { basis: 0, entries: [entryOf('x')] } }),
    ],
    ['an unknown kind', 'forgive' as 'void', {}],
  ])('%s is rejected', (_, kind, more) => {
    expect(new Desk().decideDirective(aDirective(kind, 'd', more))).toMatchObject({
      kind: 'rejected',
      reason: 'unreadable',
    });
  });
});

test('of the events of one record only the last that touched a counter tells it, in the order of names', () => {
  const desk = new Desk();
  const tiered = (id: string) => anEvent({ id, requestedModel: 'tiered', inputTokens: 10 });
  const outcomes = desk.decideEvents([tiered('a'), tiered('b'), anEvent({ id: 'c' })]);
  expect(outcomes.map(({ counters }) => counters)).toEqual([undefined, [[usedCounter('root-a'), '20']], undefined]);
  // Each sees what the one before it used, although that one does not tell.
  expect(outcomes.map(({ entries }) => entries[0]?.amount)).toEqual(['10', '20', '100']);
  const later = desk.decideEvents([tiered('d')]);
  expect(later[0]?.counters).toEqual([[usedCounter('root-a'), '30']]);
});

test('whoever folds what was told comes to the counters that were decided on', () => {
  const desk = new Desk();
  const tiered = (id: string) => anEvent({ id, requestedModel: 'tiered', time: formatInstant(NOON - 5) });
  desk.decideEvents([tiered('a'), tiered('b')]);
  desk.decideDirective(voidOf(chargedTarget(desk, 1)));
  desk.decideDirective(aDirective('seal', 's', { backfill: 'b-1' }));
  const folded = new Map<string, string>();
  for (const { outcome, subject, subjectText } of desk.decided) {
    for (const [key, value] of statePuts({ outcome, subject, subjectText }, 2)) {
      const name = Buffer.from(key).toString();
      if (!name.startsWith('c')) continue;
      if (value === undefined) folded.delete(name.slice(1));
      else folded.set(name.slice(1), Buffer.from(value).toString());
    }
  }
  expect(Object.fromEntries([...folded].sort(([one], [other]) => (one < other ? -1 : 1)))).toEqual(desk.counters);
});

function entryOf(amount: string): Entry {
  return { currency: 'USD', amount, lines: [] };
}
