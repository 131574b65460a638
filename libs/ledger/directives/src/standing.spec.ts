import { expect, test } from '@jest/globals';
import type { Entry } from '@suanpan/facts';
import { anEvent, directive, money, rated } from './spec-outcomes.ts';
import { standingOf } from './standing.ts';

const call = anEvent();

test('a call that nothing corrected stands as it was counted', () => {
  expect(standingOf(7, [rated(7, call, { entries: [money('1', 100)] })])).toEqual({
    seq: 7,
    event: call,
    state: 'charged',
    charged: { basis: 7, entries: [money('1', 100)] },
  });
});

test('a call without a price is open, and charged once it got one', () => {
  const open = rated(7, call, { kind: 'quarantined', reason: 'model_unpriced' });
  expect(standingOf(7, [open])).toMatchObject({ state: 'open', charged: { basis: 7, entries: [] } });
  const priced = rated(9, directive({ directive: 'price-again', targets: [] }), {
    kind: 'adjusted',
    reason: 'priced_again',
    entries: [money('2', 100, { corrects: 7, event: call }), money('5', 1, { corrects: 8 })],
  });
  expect(standingOf(7, [priced, open])).toMatchObject({
    state: 'charged',
    charged: { basis: 9, entries: [{ amount: '2' }] },
  });
});

test('a call that turned out to use nothing with a price is settled without money', () => {
  const open = rated(7, call, { kind: 'quarantined', reason: 'model_unpriced' });
  const closed = rated(9, directive({ directive: 'price-again', targets: [] }), {
    kind: 'adjusted',
    reason: 'priced_again',
    closes: [3, 7],
  });
  expect(standingOf(7, [open, closed])).toMatchObject({ state: 'charged', charged: { basis: 9, entries: [] } });
});

test('an amended call is the one it was amended to last, with the net of all that was charged', () => {
  const [better, best] = [anEvent({ inputTokens: 50 }), anEvent({ inputTokens: 30 })];
  const target = { seq: 7, event: call, charged: { basis: 7, entries: [] } };
  const outcomes = [
    rated(7, call, { entries: [money('1', 100)] }),
    rated(8, directive({ directive: 'amend', target, event: better }), {
      kind: 'adjusted',
      reason: 'amended',
      entries: [money('-1', -100, { corrects: 7 }), money('0.5', 50, { corrects: 7 })],
    }),
    // Somebody asked for the same twice: the second was decided on what no longer stood.
    rated(9, directive({ directive: 'amend', target, event: anEvent({ inputTokens: 1 }) }), {
      kind: 'adjusted',
      reason: 'superseded',
    }),
    rated(10, directive({ directive: 'amend', target, event: best }), {
      kind: 'adjusted',
      reason: 'amended',
      entries: [money('-0.5', -50, { corrects: 7 }), money('0.3', 30, { corrects: 7 })],
    }),
  ];
  expect(standingOf(7, outcomes)).toEqual({
    seq: 7,
    event: best,
    state: 'charged',
    charged: { basis: 10, entries: [money('0.3', 30)] },
  });
});

test('a correction that moved no money settles the call all the same', () => {
  const free = anEvent({ inputTokens: 0, outputTokens: 0 });
  const target = { seq: 7, event: free, charged: { basis: 7, entries: [] } };
  const other = anEvent({ inputTokens: 0, outputTokens: 0, operation: 'embeddings' });
  const amended = rated(8, directive({ directive: 'amend', target, event: other }), {
    kind: 'adjusted',
    reason: 'amended',
  });
  expect(standingOf(7, [rated(7, free), amended])).toMatchObject({ event: other, charged: { basis: 8, entries: [] } });
});

test('a call that was taken back is voided, whatever tiers have left of it', () => {
  const target = { seq: 7, event: call, charged: { basis: 7, entries: [] } };
  const atMargin: Entry = {
    ...money('-0.8', -100, { corrects: 7 }),
    lines: [{ leaf: 'uncached_input', quantity: -100, unitPrice: '0.008', amount: '-0.8', priceRow: '' }],
  };
  const voided = rated(8, directive({ directive: 'void', target }), {
    kind: 'adjusted',
    reason: 'voided',
    entries: [atMargin],
  });
  const standing = standingOf(7, [rated(7, call, { entries: [money('1', 100)] }), voided]);
  expect(standing).toMatchObject({ state: 'voided', charged: { basis: 8, entries: [{ amount: '0.2' }] } });
});

test('results that waited for the call are charged in its outcome and are no part of it', () => {
  const entries = [money('1', 100), money('9', 1, { corrects: 4 })];
  expect(standingOf(7, [rated(7, call, { entries })])?.charged.entries).toEqual([money('1', 100)]);
});

test.each([
  ['a repeat', rated(7, call, { kind: 'duplicate', reason: 'already_counted', first: 2 })],
  ['a result', rated(7, { ...call, result: { source: 's', id: 'i', accepted: true } } as never)],
  ['a directive', rated(7, directive({ directive: 'close', period: '2026-11' }), { kind: 'adjusted' })],
  ['something unreadable', rated(7, { unreadable: '' }, { kind: 'rejected', reason: 'unreadable' })],
])('%s is no call that could be corrected', (_, outcome) => {
  expect(standingOf(7, [outcome])).toBeUndefined();
});

test('without the outcome that counted the call nothing is believed, nor with money that is none', () => {
  expect(() => standingOf(7, [])).toThrow('log_corrupt');
  expect(() => standingOf(7, [rated(7, call, { entries: [money('x', 1)] })])).toThrow('log_corrupt');
});
