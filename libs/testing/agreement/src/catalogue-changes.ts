import type { Account, Plan } from '@suanpan/catalogue';
import type { Leaf } from '@suanpan/facts';
import { randomPlan } from '@suanpan/naive-rater';
import { ownPriceRow } from '@suanpan/price-book';
import fc from 'fast-check';
import { ACCOUNTS, FAMILIES, MODELS, PROJECTS } from './first-world.ts';
import { type GrowingCatalogue, type Put, put } from './growing-catalogue.ts';

const HOUR_MS = 3_600_000;

/** One change of what money follows from. Hours count from when it is made; numbers pick among what is there by then. */
export type Change =
  | {
      readonly change: 'assign';
      readonly account: string;
      readonly plan: number;
      readonly fromHours: number;
      readonly forHours: number | null;
      /** Whether the assignment that was open on the account ends as this one begins. */
      readonly ends: boolean;
    }
  | { readonly change: 'endAssignment'; readonly pick: number; readonly atHours: number }
  | { readonly change: 'version'; readonly plan: Plan }
  | {
      readonly change: 'price';
      readonly model: number;
      readonly leaf: Leaf;
      readonly amount: string;
      /** Null is from ever: the price was wrong. */
      readonly fromHours: number | null;
    }
  | {
      readonly change: 'markup';
      readonly account: string;
      readonly model: string | null;
      readonly ratio: string | null;
    }
  | { readonly change: 'fx'; readonly rate: string; readonly fromHours: number }
  | { readonly change: 'point'; readonly value: string; readonly fromHours: number }
  | { readonly change: 'moveProject'; readonly project: string; readonly account: string }
  | { readonly change: 'moveAccount'; readonly account: string; readonly parent: string }
  | { readonly change: 'priority'; readonly project: string; readonly priority: string | null };

const accounts = fc.constantFrom(...ACCOUNTS, 'q');
/** Mostly near, on both sides of now; some of it long ago. */
const hours = fc.oneof(fc.integer({ min: -120, max: 72 }), fc.constantFrom(-900, -470, -240, 0, 12, 252));

/** Another list price, from some time on or from ever. */
export const priceChange: fc.Arbitrary<Change> = fc.record({
  change: fc.constant('price' as const),
  model: fc.nat({ max: MODELS.length - 1 }),
  leaf: fc.constantFrom<Leaf>('uncached_input', 'output_text', 'cache_read', 'request', 'second'),
  amount: fc.constantFrom('0', '0.000002', '0.0000031', '0.02', '0.000000000000000007'),
  fromHours: fc.option(hours, { nil: null, freq: 1 }),
});

export const someChange: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      change: fc.constant('assign' as const),
      account: accounts,
      plan: fc.nat(),
      fromHours: hours,
      forHours: fc.option(fc.integer({ min: 1, max: 900 }), { nil: null, freq: 2 }),
      ends: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ change: fc.constant('endAssignment' as const), pick: fc.nat(), atHours: hours }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      change: fc.constant('version' as const),
      plan: fc.constantFrom(...FAMILIES).chain((family) => randomPlan(`${family}@2`)),
    }),
  },
  { weight: 5, arbitrary: priceChange },
  {
    weight: 2,
    arbitrary: fc.record({
      change: fc.constant('markup' as const),
      account: accounts,
      model: fc.constantFrom(null, 'model-2'),
      ratio: fc.constantFrom('1.2', '0.75', '1', null),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      change: fc.constant('fx' as const),
      rate: fc.constantFrom('0.1538461538461', '0.13'),
      fromHours: hours,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      change: fc.constant('point' as const),
      value: fc.constantFrom('3', '0.1', '0.9'),
      fromHours: hours,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      change: fc.constant('moveProject' as const),
      project: fc.constantFrom(...PROJECTS),
      account: fc.constantFrom(...ACCOUNTS, 'q', 'qd'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      change: fc.constant('moveAccount' as const),
      account: fc.constantFrom('s', 'x', 'y'),
      parent: fc.constantFrom('r', 'd', 'x'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      change: fc.constant('priority' as const),
      project: fc.constantFrom(...PROJECTS),
      priority: fc.constantFrom('lite', 'normal', null),
    }),
  },
);

/** What a change puts into the next revision; nothing where it would not be let in. */
export function putsOf(change: Change, catalogue: GrowingCatalogue, now: number): readonly Put[] {
  switch (change.change) {
    case 'assign':
      return assign(change, catalogue, now);
    case 'endAssignment': {
      const all = catalogue.all('assignment');
      const found = all[change.pick % all.length];
      const effectiveTo = now + change.atHours * HOUR_MS;
      if (found === undefined || effectiveTo <= found.effectiveFrom) return [];
      return [put('assignment', { ...found, effectiveTo })];
    }
    case 'version':
      return nextVersion(change.plan, catalogue);
    case 'price':
      return newPrice(change, catalogue, now);
    case 'markup':
      return markup(change, catalogue);
    case 'fx': {
      const from = now + change.fromHours * HOUR_MS;
      const rate = { name: 'ecb', base: 'CNY', quote: 'USD', rate: change.rate, from, source: 'spec' };
      return [put('fxRate', { id: `fx-${from}`, ...rate })];
    }
    case 'point': {
      const from = now + change.fromHours * HOUR_MS;
      return [put('seriesPoint', { id: `sp-${from}`, series: 'load', from, value: change.value })];
    }
    case 'moveAccount':
      return moveAccount(change, catalogue);
    case 'moveProject':
    case 'priority':
      return changeProject(change, catalogue);
  }
}

type Of<K extends Change['change']> = Change & { readonly change: K };

/** Two assignments of an account never begin at one instant; the writer refuses it. */
function assign(change: Of<'assign'>, catalogue: GrowingCatalogue, now: number): readonly Put[] {
  const { account, fromHours, forHours, ends } = change;
  const plans = catalogue.all('plan');
  const plan = plans[change.plan % plans.length];
  const effectiveFrom = now + fromHours * HOUR_MS;
  const ofAccount = catalogue.newest.under('assignment', account);
  const isTaken = ofAccount.some((one) => one.effectiveFrom === effectiveFrom);
  if (plan === undefined || isTaken) return [];
  const open = ends
    ? ofAccount.find((one) => one.effectiveTo === null && one.effectiveFrom < effectiveFrom)
    : undefined;
  const effectiveTo = forHours === null ? null : effectiveFrom + forHours * HOUR_MS;
  const root = rootOf(account, catalogue);
  const id = `a-${account}-${effectiveFrom}`;
  return [
    ...(open === undefined ? [] : [put('assignment', { ...open, effectiveTo: effectiveFrom })]),
    put('assignment', { id, root, account, plan: plan.id, effectiveFrom, effectiveTo }),
  ];
}

function rootOf(account: string, { newest }: GrowingCatalogue): string {
  return newest.account(account)?.root ?? account;
}

/** The plan as the next version of its family. */
function nextVersion(plan: Plan, catalogue: GrowingCatalogue): readonly Put[] {
  const version = 1 + catalogue.all('plan').filter((one) => one.plan === plan.plan).length;
  return [put('plan', { ...plan, id: `${plan.plan}@${version}`, version })];
}

/** The row that was open ends where the new one begins; one that would never have held is taken away. */
function newPrice(change: Of<'price'>, catalogue: GrowingCatalogue, now: number): readonly Put[] {
  const terms = MODELS[change.model];
  if (terms === undefined) return [];
  const from = change.fromHours === null ? null : now + change.fromHours * HOUR_MS;
  const row = ownPriceRow({ ...terms, leaf: change.leaf, price: { amount: change.amount }, effectiveFrom: from });
  const rivals = catalogue
    .all('priceRow')
    .filter(
      (one) =>
        one.provider === terms.provider && one.model === terms.model && one.leaf === change.leaf && one.id !== row.id,
    )
    .filter(({ effectiveTo }) => from === null || effectiveTo === null || effectiveTo > from);
  return [
    ...rivals.map((rival): Put => {
      const isGone = from === null || (rival.effectiveFrom !== null && rival.effectiveFrom >= from);
      return isGone
        ? { entity: 'priceRow', id: rival.id, after: null }
        : put('priceRow', { ...rival, effectiveTo: from });
    }),
    put('priceRow', row),
  ];
}

/** One mark-up for each account and model: two that contend are refused by the writer. */
function markup({ account, model, ratio }: Of<'markup'>, catalogue: GrowingCatalogue): readonly Put[] {
  const id = `mk-${account}-${model ?? 'all'}`;
  if (ratio === null) {
    return catalogue.newest.get('markup', id) === undefined ? [] : [{ entity: 'markup', id, after: null }];
  }
  const span = { effectiveFrom: null, effectiveTo: null };
  const root = rootOf(account, catalogue);
  const matcher = model === null ? null : { equals: model };
  return [put('markup', { id, root, account, provider: null, model: matcher, ratio, ...span })];
}

/** An account never comes to stand below itself. */
function moveAccount({ account: id, parent }: Of<'moveAccount'>, { newest }: GrowingCatalogue): readonly Put[] {
  const account = newest.account(id);
  const above = newest.account(parent);
  const isBelow = parent === id || above?.parent === id;
  return account === undefined || isBelow ? [] : [put('account', { ...account, parent })];
}

/** A project never leaves its root. */
function changeProject(change: Of<'moveProject' | 'priority'>, { newest }: GrowingCatalogue): readonly Put[] {
  const project = newest.project(change.project);
  if (project === undefined) return [];
  if (change.change === 'moveProject') {
    const account: Account | undefined = newest.account(change.account);
    return account?.root === project.root ? [put('project', { ...project, account: account.id })] : [];
  }
  const { defaultPriority: _, ...rest } = project;
  return [put('project', change.priority === null ? rest : { ...rest, defaultPriority: change.priority })];
}
