import { expect, test } from '@jest/globals';
import type { Entry, UsageEvent } from '@suanpan/facts';
import fc from 'fast-check';
import { chargedDigest } from './charged-digest.ts';
import { netEntries } from './net-entries.ts';
import { aDirective, anEvent, Desk, priceAgain } from './spec-facts.ts';

const event = anEvent();
const line = (amount: string, more: object = {}) =>
  ({ leaf: 'uncached_input', quantity: 1, unitPrice: '1', amount, priceRow: '', ...more }) as const;
const entry = (amount: string, more: Partial<Entry> = {}): Entry => ({
  ...{ currency: 'USD', amount, lines: [line(amount)] },
  ...more,
});

test('the digest of entries is that of their net, in whatever order they come', () => {
  const entries = fc.array(
    fc.record({
      currency: fc.constantFrom('USD', 'CNY'),
      amount: fc.constant('0'),
      lines: fc.array(
        fc.record({
          leaf: fc.constantFrom('uncached_input' as const, 'output_text' as const),
          quantity: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom('1.50', '-0.250', '2.000000', '0.000')),
          unitPrice: fc.constantFrom('1', '2'),
          amount: fc.constantFrom('-1', '0', '1', '0.5'),
          priceRow: fc.constant('row'),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      component: fc.constantFrom('a', 'b'),
      postingPeriod: fc.constantFrom('2026-11', '2026-12'),
    }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(entries, (all) => {
      const due = chargedDigest({ event, entries: netEntries(all) ?? [] });
      expect(chargedDigest({ event, entries: all })).toBe(due);
      expect(chargedDigest({ event, entries: [...all].reverse() })).toBe(due);
      // Corrections add up step by step what is read at once later.
      const [first, ...rest] = all;
      const before = netEntries(first === undefined ? [] : [first]) ?? [];
      expect(chargedDigest({ event, entries: [...before, ...rest] })).toBe(due);
    }),
  );
});

/** The call as it stands, and ways of claiming more of it. */
const FORGERIES: readonly (readonly [
  string,
  (target: { seq: number; event: UsageEvent; entries: readonly Entry[] }) => object,
])[] = [
  ['another amount', ({ entries }) => ({ entries: entries.map((each) => ({ ...each, amount: '50000' })) })],
  ['one entry more', ({ entries }) => ({ entries: [...entries, entry('500')] })],
  [
    'an entry of another currency',
    ({ entries }) => ({ entries: entries.map((each) => ({ ...each, currency: 'EUR' })) }),
  ],
  ['nothing', () => ({ entries: [] })],
  ['another account', ({ event: is }) => ({ event: { ...is, account: 'other' } })],
  ['other tokens', ({ event: is }) => ({ event: { ...is, inputTokens: 9999 } })],
  ['a call that never was', ({ event: is }) => ({ event: { ...is, id: 'never' } })],
  ['the seq of a duplicate', () => ({ seq: 1 })],
  ['the seq of a directive', () => ({ seq: 2 })],
];

test.each(FORGERIES)('a correction that names %s gives nothing back', (_, forge) => {
  for (const kind of ['void', 'amend', 'price-again'] as const) {
    const desk = new Desk();
    desk.decideEvents([event, event]);
    desk.decideDirective(aDirective('seal', 'seal', { backfill: 'b' }));
    desk.unitPrice = 3;
    const entries = desk.decided[0]?.outcome.entries ?? [];
    const forged = { seq: 0, event, entries, ...forge({ seq: 0, event, entries }) };
    const target = { seq: forged.seq, event: forged.event, charged: { basis: forged.seq, entries: forged.entries } };
    const more = kind === 'amend' ? { target, event: target.event } : { target };
    const directive = kind === 'price-again' ? priceAgain([target]) : aDirective(kind, 'forged', more);
    expect(desk.decideDirective(directive)).toMatchObject({ reason: 'target_unknown', entries: [] });
    const honest = aDirective('void', 'honest', { target: { seq: 0, event, charged: { basis: 0, entries } } });
    expect(desk.decideDirective(honest)).toMatchObject({ reason: 'voided' });
  }
});

test('a quarantined call is charged nothing, whatever a correction says', () => {
  const desk = new Desk();
  const open = anEvent({ requestedModel: 'late' });
  desk.decideEvents([open]);
  const target = { seq: 0, event: open, charged: { basis: 0, entries: [entry('500')] } };
  for (const directive of [aDirective('void', 'v', { target }), priceAgain([target])]) {
    expect(desk.decideDirective(directive)).toMatchObject({ reason: 'target_unknown' });
  }
});

test('without the guard a void gives back what was never charged', () => {
  const desk = new Desk({ proof: false });
  desk.decideEvents([event]);
  const target = { seq: 0, event, charged: { basis: 0, entries: [entry('500')] } };
  expect(desk.decideDirective(aDirective('void', 'v', { target }))).toMatchObject({ entries: [{ amount: '-500' }] });
});
