import { expect, test } from '@jest/globals';
import { isTransient } from '@suanpan/fault';
import fc from 'fast-check';
import { attoFromDecimal, decimalFromAtto, storedAtto, storedSum } from './index.ts';

test('what was written is read back', () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 38n) + 1n, 10n ** 38n - 1n), (atto) => storedAtto(decimalFromAtto(atto)) === atto),
  );
});

test('an amount that cannot be read is a permanent fault and never nothing', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constantFrom('', 'NaN', '1e9', '9'.repeat(40), '0.0000000000000000001')),
      (text) => {
        fc.pre(attoFromDecimal(text) === undefined);
        let thrown: unknown;
        try {
          storedAtto(text);
        } catch (error) {
          thrown = error;
        }
        expect(thrown).toMatchObject({ code: 'state_damaged' });
        expect(isTransient(thrown)).toBe(false);
      },
    ),
  );
});

test('a sum is read however large it is, and is an amount where it fits one', () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 60n), 10n ** 60n), (atto) => {
      const text = decimalFromAtto(atto);
      return storedSum(text) === atto && [undefined, atto].includes(attoFromDecimal(text));
    }),
  );
  expect(storedSum(`${'9'.repeat(40)}.5`)).toBe(BigInt('9'.repeat(40)) * 10n ** 18n + 5n * 10n ** 17n);
  for (const text of ['', '-', '1e9', '1.', '.5', '0.0000000000000000001']) {
    expect(() => storedSum(text)).toThrow('state_damaged');
  }
});
