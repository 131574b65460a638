import { type RandomUsage, randomUsage } from '@suanpan/naive-rater';
import fc from 'fast-check';
import { type AccessChange, someAccessChange } from './access-changes.ts';
import { type Change, priceChange, someChange } from './catalogue-changes.ts';
import { ACCOUNTS, PROJECTS, ROOTS } from './first-world.ts';

/** One fact of a request. Numbers pick among what is there by then; hours count back from when it is sent. */
export type FactSpec =
  | { readonly fact: 'call'; readonly usage: RandomUsage; readonly project: string; readonly hours: number }
  /** An earlier call once more: as it was, at another time, by another key, or with other usage. */
  | {
      readonly fact: 'repeat';
      readonly pick: number;
      readonly how: 'same' | 'time' | 'key' | 'content';
      readonly hours: number;
    }
  /** What became of a call: of the newest, counted back from it; below 0 of one that is still to come. */
  | {
      readonly fact: 'result';
      readonly back: number;
      readonly accepted: boolean;
      readonly score: string | null;
      readonly project: string;
      readonly hours: number;
    }
  /** A call of a backfill, by a number of few, at a share of its range; beyond 1 outside of it. */
  | {
      readonly fact: 'old';
      readonly number: number;
      readonly share: number;
      readonly usage: RandomUsage;
      readonly project: string;
    }
  | { readonly fact: 'nonsense' };

export type Act =
  | {
      readonly act: 'send';
      readonly root: string;
      readonly facts: readonly FactSpec[];
      /** How many revisions behind the sender is. */
      readonly behind: number;
      readonly backfill: number | null;
      /** Whether the answer was lost, so that the request is sent again. */
      readonly twice: boolean;
      readonly astray: boolean;
    }
  | {
      readonly act: 'correct';
      readonly how: 'void' | 'amend' | 'again';
      readonly pick: number;
      readonly more: readonly number[];
      readonly usage: RandomUsage;
      readonly project: string | null;
      readonly hours: number | null;
      /** Whether somebody else takes the same call back at once. */
      readonly contested: boolean;
      /** Whether it is sent at once, or lies about until somebody sends it. */
      readonly held: boolean;
    }
  | { readonly act: 'release' }
  | { readonly act: 'redirect'; readonly pick: number }
  | { readonly act: 'scan' }
  | { readonly act: 'fees'; readonly root: string; readonly monthsBack: number }
  | {
      readonly act: 'fee';
      readonly charge: 'fee' | 'sla_credit' | 'correction';
      readonly pick: number;
      readonly account: string;
      readonly project: string | null;
      readonly amount: string;
      readonly monthsBack: number;
    }
  | {
      readonly act: 'credit';
      readonly credit: string;
      readonly account: string;
      readonly currency: string;
      readonly amount: string;
      readonly priority: number;
      readonly fromHours: number | null;
      readonly forHours: number | null;
    }
  | { readonly act: 'close'; readonly root: string; readonly which: 'next' | 'present' | 'again' | 'far' }
  | { readonly act: 'seal'; readonly root: string; readonly backfill: number }
  | { readonly act: 'change'; readonly changes: readonly Change[] }
  | { readonly act: 'access'; readonly change: AccessChange }
  | { readonly act: 'wait'; readonly hours: number }
  | {
      readonly act: 'rate';
      readonly rater: 0 | 1;
      readonly records: number;
      readonly fate: 'refused' | 'unheard' | null;
    }
  /** The process ends; its store may be gone with it. */
  | { readonly act: 'crash'; readonly rater: 0 | 1; readonly loses: boolean }
  | { readonly act: 'sink'; readonly fate: 'refused' | 'unheard' | 'crash' | null };

const project = fc.constantFrom(...PROJECTS);
const hours = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 72 }) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 400 }) },
  // Around the edges of what is too late and too early.
  { weight: 1, arbitrary: fc.constantFrom(503, 504, 505, 600, -0.08, -0.09, -30) },
);

const call: fc.Arbitrary<FactSpec> = fc
  .record({ fact: fc.constant('call' as const), usage: randomUsage, isNew: fc.nat({ max: 9 }), project, hours })
  .map(({ isNew, usage, ...one }) => ({
    ...one,
    usage: isNew === 0 ? { ...usage, requestedModel: 'model-3', provider: 'openai' } : usage,
  }));

const fact: fc.Arbitrary<FactSpec> = fc.oneof(
  { weight: 16, arbitrary: call },
  {
    weight: 3,
    arbitrary: fc.record({
      fact: fc.constant('repeat' as const),
      pick: fc.nat(),
      how: fc.constantFrom('same' as const, 'time' as const, 'key' as const, 'content' as const),
      hours,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      fact: fc.constant('result' as const),
      back: fc.integer({ min: -2, max: 4 }),
      accepted: fc.constantFrom(true, true, true, false),
      score: fc.constantFrom(null, '0.4', '0.5', '1', '1'),
      project,
      hours,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ fact: 'nonsense' as const }) },
);

const old: fc.Arbitrary<FactSpec> = fc.record({
  fact: fc.constant('old' as const),
  number: fc.nat({ max: 5 }),
  share: fc.constantFrom(0, 0.3, 0.7, 0.99, 1, 1.5),
  usage: randomUsage,
  project,
});

const root = fc.constantFrom(...ROOTS, 'r', 'r');

const send = fc.record({
  act: fc.constant('send' as const),
  root,
  facts: fc.array(fact, { minLength: 1, maxLength: 6 }),
  behind: fc.constantFrom(0, 0, 0, 1, 2),
  backfill: fc.constant(null),
  twice: fc.nat({ max: 9 }).map((n) => n === 0),
  astray: fc.nat({ max: 40 }).map((n) => n === 0),
});

const sendOld = fc.record({
  act: fc.constant('send' as const),
  root,
  facts: fc.array(fc.oneof({ weight: 8, arbitrary: old }, { weight: 1, arbitrary: fact }), {
    minLength: 1,
    maxLength: 4,
  }),
  behind: fc.constant(0),
  backfill: fc.nat(),
  twice: fc.constantFrom(false, false, true),
  astray: fc.constant(false),
});

const correct = fc.record({
  act: fc.constant('correct' as const),
  how: fc.constantFrom('void' as const, 'amend' as const, 'again' as const),
  pick: fc.nat(),
  more: fc.array(fc.nat(), { maxLength: 4 }),
  usage: randomUsage,
  project: fc.option(project, { nil: null, freq: 3 }),
  hours: fc.option(hours, { nil: null, freq: 3 }),
  contested: fc.constantFrom(false, false, false, true),
  held: fc.constantFrom(false, false, false, true),
});

const amount = fc.constantFrom('-1', '2.25', '0.000000000000000003', '40');
const account = fc.constantFrom(...ACCOUNTS, 'q');

const fee = fc.record({
  act: fc.constant('fee' as const),
  charge: fc.constantFrom('fee' as const, 'sla_credit' as const, 'correction' as const),
  pick: fc.nat(),
  account,
  project: fc.option(project, { nil: null }),
  amount,
  monthsBack: fc.constantFrom(0, 1, 1, 9),
});

const credit = fc.record({
  act: fc.constant('credit' as const),
  credit: fc.constantFrom('c1', 'c2', 'c3', 'c4', 'c5'),
  account,
  currency: fc.constantFrom('USD', 'USD', 'CNY'),
  amount: fc.constantFrom('0.5', '3', '20', '0.000000000000000011'),
  priority: fc.nat({ max: 2 }),
  fromHours: fc.option(fc.integer({ min: -400, max: 48 }), { nil: null, freq: 1 }),
  forHours: fc.option(fc.integer({ min: 24, max: 1400 }), { nil: null, freq: 2 }),
});

const rate = fc.record({
  act: fc.constant('rate' as const),
  rater: fc.constantFrom(0 as const, 0 as const, 0 as const, 1 as const),
  records: fc.constantFrom(1, 2, 3, 100, 100),
  fate: fc.constantFrom(null, null, null, null, null, 'refused' as const, 'unheard' as const, 'unheard' as const),
});

const close = fc.record({
  act: fc.constant('close' as const),
  root,
  which: fc.constantFrom(
    'next' as const,
    'next' as const,
    'next' as const,
    'present' as const,
    'again' as const,
    'far' as const,
  ),
});

const wait = fc.record({
  act: fc.constant('wait' as const),
  hours: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.constantFrom(168, 250, 400)),
});

function changes(change: fc.Arbitrary<Change>) {
  return fc.record({
    act: fc.constant('change' as const),
    changes: fc.array(change, { minLength: 1, maxLength: 3 }),
  });
}

/** What every history has: without usage, time and rating there is nothing to see. */
const ALWAYS = [
  { weight: 14, arbitrary: send },
  { weight: 6, arbitrary: wait },
  { weight: 14, arbitrary: rate },
  { weight: 5, arbitrary: correct },
];

/** What a history has or has not: some defects show only where other things stay away, and all need room. */
const SOMETIMES = [
  { weight: 4, arbitrary: sendOld },
  { weight: 12, arbitrary: correct },
  { weight: 5, arbitrary: changes(priceChange) },
  { weight: 1, arbitrary: fc.constant({ act: 'release' as const }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('redirect' as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.constant({ act: 'scan' as const }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('fees' as const), root, monthsBack: fc.nat({ max: 1 }) }) },
  { weight: 3, arbitrary: fee },
  { weight: 4, arbitrary: credit },
  { weight: 6, arbitrary: close },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('seal' as const), root, backfill: fc.nat() }) },
  { weight: 8, arbitrary: changes(someChange) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('access' as const), change: someAccessChange }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('crash' as const),
      rater: fc.constantFrom(0 as const, 1 as const),
      loses: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('sink' as const),
      fate: fc.constantFrom(null, null, 'refused' as const, 'unheard' as const, 'crash' as const),
    }),
  },
];

/** The acts of a history, of a random half of their kinds. */
export function someActs(most: number): fc.Arbitrary<readonly Act[]> {
  return fc
    .subarray(SOMETIMES)
    .chain((kinds) => fc.array<Act>(fc.oneof(...ALWAYS, ...kinds), { minLength: 1, maxLength: most, size: 'max' }));
}
