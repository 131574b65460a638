import { ownerFault, type Rule, rootFault } from './rule.ts';

export const priceRowRule: Rule<'priceRow'> = {
  appended: true,
  flawCode: 'price_invalid',
  refuse: (planned, { root, account }) =>
    root !== null && account !== undefined ? ownerFault(planned, root, account) : rootFault(planned, root),
};

export const aliasRule: Rule<'alias'> = {
  fixed: ['provider', 'alias'],
  tie: {
    code: 'price_ambiguous',
    rank: ({ alias }) => alias.trim().toLowerCase(),
    from: ({ effectiveFrom }) => effectiveFrom,
    to: ({ effectiveTo }) => effectiveTo,
  },
};

export const markupRule: Rule<'markup'> = {
  fixed: ['root', 'account'],
  refuse: (planned, { root, account }) => ownerFault(planned, root, account),
  tie: {
    code: 'price_ambiguous',
    rank: ({ provider, model }) => JSON.stringify([provider, model]).toLowerCase(),
    from: ({ effectiveFrom }) => effectiveFrom,
    to: ({ effectiveTo }) => effectiveTo,
  },
};

// A rate and a point hold until the next one: two contend only where they begin together.
export const fxRateRule: Rule<'fxRate'> = {
  fixed: ['name', 'base', 'quote'],
  tie: {
    code: 'price_ambiguous',
    rank: ({ base, quote }) => `${base}/${quote}`,
    from: ({ from }) => from,
    to: ({ from }) => from + 1,
  },
};

export const seriesPointRule: Rule<'seriesPoint'> = {
  fixed: ['series'],
  tie: { code: 'price_ambiguous', rank: () => '', from: ({ from }) => from, to: ({ from }) => from + 1 },
};
