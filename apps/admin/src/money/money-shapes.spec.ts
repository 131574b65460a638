import { expect, test } from '@jest/globals';
import { PositiveAmount, SignedAmount } from './money-shapes.ts';

test.each([
  ['999999999999.5', true],
  ['1000000000000', false],
  ['99999999999999999999', false],
  ['0', false],
])('an amount of %s is taken: %s, as rating would', (amount, taken) => {
  expect(PositiveAmount.safeParse(amount).success).toBe(taken);
  expect(SignedAmount.safeParse(`-${amount}`).success).toBe(taken);
});
