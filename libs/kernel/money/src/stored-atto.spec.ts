import { expect, test } from '@jest/globals';
import { isTransient } from '@suanpan/fault';
import fc from 'fast-check';
import { attoFromDecimal, decimalFromAtto, storedAtto } from './index.ts';

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
