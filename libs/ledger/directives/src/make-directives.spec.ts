import { expect, test } from '@jest/globals';
import { contentDigest } from '@suanpan/identity';
import { readDirective } from '@suanpan/rated-log';
import {
  amendDirective,
  closeDirective,
  correctionFee,
  creditDirective,
  priceAgainDirective,
  sealDirective,
  voidDirective,
} from './make-directives.ts';
import { partTargets } from './part-targets.ts';
import { anEvent, money } from './spec-outcomes.ts';

const wish = { root: 'acme', actor: 'person:ann', reason: 'spec', now: 1_795_000_000_000 };
const target = { seq: 7, event: anEvent(), charged: { basis: 9, entries: [money('1', 100)] } };
const money2 = { account: 'acme', currency: 'USD', amount: '-2.5' };

const all = [
  voidDirective(wish, 1, target),
  amendDirective(wish, 1, target, anEvent({ inputTokens: 1 })),
  priceAgainDirective(wish, 12, [target]),
  correctionFee(wish, 'fee_1', { ...money2, period: '2026-11' }),
  creditDirective(wish, {
    account: 'acme',
    credit: 'welcome',
    currency: 'USD',
    amount: '50',
    priority: 1,
    from: null,
    expiresAt: null,
  }),
  closeDirective(wish, '2026-11', 1),
  sealDirective(wish, 'bf_1'),
];

test.each(all.map((made) => [made.directive, made] as const))('rating reads a %s as it was made', (_, made) => {
  expect(readDirective(JSON.parse(JSON.stringify(made)))).toEqual(made);
});

test('a directive that is made a second later is the same one, and one of another basis is not', () => {
  const later = { ...wish, now: wish.now + 1_000 };
  const [first, again] = [voidDirective(wish, 1, target), voidDirective(later, 1, target)];
  expect([again.id, contentDigest(JSON.stringify(again))]).toEqual([first.id, contentDigest(JSON.stringify(first))]);
  const moved = { ...target, charged: { ...target.charged, basis: 10 } };
  expect(voidDirective(wish, 1, moved).id).not.toBe(first.id);
  expect(priceAgainDirective(wish, 12, [moved]).id).not.toBe(priceAgainDirective(wish, 12, [target]).id);
  expect(amendDirective(wish, 1, target, anEvent({ inputTokens: 2 })).id).not.toBe(all[1]?.id);
});

test('targets are cut by number and by length, in their order, none lost', () => {
  const many = Array.from({ length: 250 }, (_, seq) => ({ ...target, seq }));
  const parts = partTargets(many);
  expect(parts.map(({ length }) => length)).toEqual([100, 100, 50]);
  expect(parts.flat()).toEqual(many);
  const long = { ...target, event: anEvent({ trace: 'x'.repeat(300_000) }) };
  expect(partTargets([target, long, target]).map(({ length }) => length)).toEqual([1, 1, 1]);
  expect(partTargets([])).toEqual([]);
});
