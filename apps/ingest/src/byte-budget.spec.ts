import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteBudget, type ByteHold } from './byte-budget.ts';

function budgetOf(bytes: number, shareMin = 0) {
  const at = { elapsed: 0 };
  return { at, budget: new ByteBudget(bytes, { shareMin, elapsed: () => at.elapsed }) };
}

test('a root alone may hold three quarters; what others may need at once stays free', () => {
  const { budget } = budgetOf(100);
  const hold = budget.hold('a');
  expect([hold.grow(75), hold.grow(1)]).toEqual([true, false]);
  expect(budget.hold('b').grow(25)).toBe(true);
});

test('a root that holds more than a quarter gets no more while another holds any, and again when it is gone', () => {
  const { budget } = budgetOf(100);
  const [a, b] = [budget.hold('a'), budget.hold('b')];
  expect(a.grow(40)).toBe(true);
  expect(b.grow(1)).toBe(true);
  expect(a.grow(1)).toBe(false);
  b.release();
  expect(a.grow(1)).toBe(true);
});

test('a root that was refused waits, for as long as it may be expected to come back', () => {
  const { budget, at } = budgetOf(100);
  const [a, b] = [budget.hold('a'), budget.hold('b')];
  expect(a.grow(60)).toBe(true);
  expect(b.grow(45)).toBe(false);
  expect(a.grow(1)).toBe(false);
  at.elapsed = 3_001;
  expect(a.grow(1)).toBe(true);
});

test('a request that is larger than a quarter can be answered all the same', () => {
  const { budget } = budgetOf(100, 40);
  expect(budget.hold('b').grow(1)).toBe(true);
  const a = budget.hold('a');
  expect([a.grow(40), a.grow(1)]).toEqual([true, false]);
});

test('whatever is held and given back, the budget is kept, nothing leaks, and a newcomer finds room beside any one root', () => {
  const step = fc.record({ root: fc.constantFrom('a', 'b', 'c'), bytes: fc.nat({ max: 60 }), release: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { budget, at } = budgetOf(100);
      const open: ByteHold[] = [];
      for (const { root, bytes, release } of steps) {
        if (release) open.shift()?.release();
        const hold = budget.hold(root);
        hold.grow(bytes);
        open.push(hold);
        expect(budget.bytesHeld).toBeLessThanOrEqual(100);
      }
      for (const hold of open) hold.release();
      expect(budget.bytesHeld).toBe(0);
      at.elapsed = 10_000;
      expect(budget.hold('hog').grow(75)).toBe(true);
      expect(budget.hold('newcomer').grow(25)).toBe(true);
    }),
  );
});
