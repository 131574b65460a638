import { expect, test } from '@jest/globals';
import { type CatalogueView, emptyView, type PlanAssignment } from '@suanpan/catalogue';
import fc from 'fast-check';
import { governedWindows } from './index.ts';

const PERIOD = { id: '2026-11', from: 10, to: 20 };
const PARENTS: Readonly<Record<string, string | null>> = { root: null, a: 'root', b: 'a', c: 'a', d: 'root' };

function viewOf(assignments: readonly PlanAssignment[]): CatalogueView {
  const accounts = Object.entries(PARENTS).map(([id, parent]) => ({
    ...{ id, parent, root: 'root', kind: 'department' as const, name: id },
  }));
  return emptyView(1, {
    account: (id) => accounts.find((account) => account.id === id),
    under: ((kind: string, key: string) =>
      kind === 'account'
        ? accounts.filter(({ parent }) => parent === key)
        : assignments.filter(({ account }) => account === key)) as CatalogueView['under'],
  });
}

function assign(id: string, account: string, effectiveFrom: number, effectiveTo: number | null): PlanAssignment {
  return { id, root: 'root', account, plan: 'pro@1', effectiveFrom, effectiveTo };
}

test('an assignment governs its subtree but what has a plan of its own, while it has it', () => {
  const outer = assign('outer', 'root', 0, null);
  const inner = assign('inner', 'a', 12, 15);
  const view = viewOf([outer, inner]);
  expect(governedWindows(view, outer, PERIOD)).toEqual([
    { account: 'root', from: 10, to: 20 },
    { account: 'a', from: 10, to: 12 },
    { account: 'a', from: 15, to: 20 },
    { account: 'd', from: 10, to: 20 },
    ...['b', 'c'].flatMap((account) => [
      { account, from: 10, to: 12 },
      { account, from: 15, to: 20 },
    ]),
  ]);
  expect(governedWindows(view, inner, PERIOD)).toEqual(
    ['a', 'b', 'c'].map((account) => ({ account, from: 12, to: 15 })),
  );
});

test('a window is not cut where another assignment begins that has no say', () => {
  const own = assign('own', 'b', 0, null);
  expect(governedWindows(viewOf([own, assign('above', 'a', 12, 15)]), own, PERIOD)).toEqual([
    { account: 'b', from: 10, to: 20 },
  ]);
});

test('a circle in the tree ends', () => {
  const own = assign('own', 'a', 0, null);
  const circle = { account: (id: string) => ({ id, parent: id === 'x' ? 'y' : 'x' }), under: () => [] };
  const view = emptyView(1, circle as unknown as CatalogueView);
  expect(governedWindows(view, own, PERIOD)).toEqual([]);
});

test('an assignment outside the period governs nothing in it', () => {
  const over = assign('over', 'a', 0, 10);
  expect(governedWindows(viewOf([over]), over, PERIOD)).toEqual([]);
  expect(governedWindows(viewOf([]), assign('next', 'a', 20, null), PERIOD)).toEqual([]);
});

test('at every instant an account is governed by the nearest assignment in force, and by no other', () => {
  const bound = fc.integer({ min: 5, max: 25 });
  const anyAssignments = fc.uniqueArray(
    fc.record({ account: fc.constantFrom(...Object.keys(PARENTS)), from: bound, to: fc.option(bound) }),
    // Two of one account that begin together are refused when written.
    { maxLength: 8, selector: ({ account, from }) => `${account} ${from}` },
  );
  fc.assert(
    fc.property(anyAssignments, (drawn) => {
      const assignments = drawn.map(({ account, from, to }, i) => assign(`asg_${i}`, account, from, to));
      const view = viewOf(assignments);
      const windows = assignments.map((one) => governedWindows(view, one, PERIOD));
      for (const account of Object.keys(PARENTS)) {
        for (let instant = PERIOD.from; instant < PERIOD.to; instant += 1) {
          const governing = assignments.filter((_, i) =>
            windows[i]?.some((w) => w.account === account && w.from <= instant && instant < w.to),
          );
          expect(governing.map(({ id }) => id)).toEqual(nearest(assignments, account, instant));
        }
      }
    }),
  );
});

/** The rule in its plainest form. */
function nearest(assignments: readonly PlanAssignment[], account: string | null, instant: number): string[] {
  if (account === null) return [];
  const own = assignments
    .filter((one) => one.account === account && one.effectiveFrom <= instant)
    .filter(({ effectiveTo }) => effectiveTo === null || instant < effectiveTo)
    .sort((one, other) => other.effectiveFrom - one.effectiveFrom);
  return own[0] === undefined ? nearest(assignments, PARENTS[account] ?? null, instant) : [own[0].id];
}
