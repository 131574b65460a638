import { expect, test } from '@jest/globals';
import { AMOUNT_DIGITS_MAX } from '@suanpan/facts';
import { attoFromDecimal, storedAtto } from '@suanpan/money';
import fc from 'fast-check';
import { usedCounter } from './spec-charging.ts';
import { aDirective, anEvent, Desk } from './spec-facts.ts';

const MOST = '9'.repeat(AMOUNT_DIGITS_MAX);
const fee = (id: string, amount: string) =>
  aDirective('fee', id, { account: 'root-a', period: '2026-11', currency: 'USD', charge: 'fee', amount });
const credit = (id: string, amount: string) =>
  aDirective('credit', id, {
    ...{ account: 'root-a', credit: id, currency: 'USD', amount },
    ...{ priority: 0, from: null, expiresAt: null },
  });

test.each([
  ['a fee of a thousand billion', fee('f', `1${'0'.repeat(AMOUNT_DIGITS_MAX)}`)],
  ['a fee the column just holds', fee('f', '99999999999999999999')],
  ['as much taken back', fee('f', '-99999999999999999999')],
  ['a credit', credit('c', '99999999999999999999')],
])('%s is rejected, twice as well as once, and stops nobody', (_, directive) => {
  const desk = new Desk();
  for (const id of ['one', 'two']) {
    expect(desk.decideDirective({ ...directive, id })).toMatchObject({ kind: 'rejected', reason: 'amount_too_large' });
  }
  expect(desk.counters).toEqual({});
  expect(desk.decideEvents([anEvent()])[0]).toMatchObject({ kind: 'rated' });
});

test.each([
  ['the most', MOST],
  ['the most with decimals', `${MOST}.999999999999999999`],
  ['the least', `-${MOST}`],
])('an amount of %s counts', (_, amount) => {
  expect(new Desk().decideDirective(fee('f', amount))).toMatchObject({ kind: 'adjusted', reason: 'fee_charged' });
});

test('whatever is charged, in whatever order and taken back as often, no sum of it passes what the column holds', () => {
  const digits = fc.stringMatching(/^[1-9]\d{0,20}$/);
  const amount = fc.oneof(fc.constant(MOST), digits).chain((text) => fc.constantFrom(text, `-${text}`));
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 30 }), (amounts) => {
      const desk = new Desk();
      amounts.forEach((text, i) => void desk.decideDirective(fee(`fee-${i}`, text)));
      let turnover = 0n;
      for (const { outcome } of desk.decided) {
        for (const { amount: text } of outcome.entries) {
          const atto = attoFromDecimal(text);
          expect(atto).toBeDefined();
          turnover += atto === undefined || atto > 0n ? (atto ?? 0n) : -atto;
        }
      }
      expect(turnover).toBeLessThanOrEqual(10n ** 33n);
      expect(desk.decided).toHaveLength(amounts.length);
    }),
  );
});

test('large amounts come to an end, those of calls do not', () => {
  const desk = new Desk();
  let counted = 0;
  for (let i = 0; i < 1_100; i += 1) {
    if (desk.decideDirective(fee(`fee-${i}`, MOST))?.kind === 'adjusted') counted += 1;
  }
  expect(counted).toBe(1000);
  expect(desk.decideDirective(fee('small', '999999'))).toMatchObject({ kind: 'adjusted' });
  expect(desk.decideEvents([anEvent()])[0]).toMatchObject({ kind: 'rated' });
});

test('what a rejected fact would have used is not used', () => {
  const desk = new Desk();
  const tiered = (id: string, inputTokens: number) => anEvent({ id, requestedModel: 'tiered', inputTokens });
  desk.decideEvents([tiered('a', 5), tiered('b', 2 ** 52), tiered('c', 6)]);
  expect(desk.decided.map(({ outcome }) => outcome.kind)).toEqual(['rated', 'rejected', 'rated']);
  expect(desk.counters[usedCounter('root-a')]).toBe('11');
});

test('without the guard two fees come to more than the column holds', () => {
  const desk = new Desk({ bounds: false });
  for (const id of ['one', 'two']) desk.decideDirective(fee(id, '99999999999999999999'));
  const sum = desk.decided.reduce((atto, { outcome }) => atto + storedAtto(outcome.entries[0]?.amount ?? ''), 0n);
  expect(sum).toBeGreaterThan(10n ** 38n);
});
