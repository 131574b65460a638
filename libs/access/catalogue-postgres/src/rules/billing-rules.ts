import type { Plan, PlanAssignment } from '@suanpan/catalogue';
import type { Fault } from '@suanpan/fault';
import type { PlannedCatalogue } from '../planned-catalogue.ts';
import { closedFault, invalid, ownerFault, type Rule, rootFault, unknown } from './rule.ts';

export const paymentMethodRule: Rule<'paymentMethod'> = {
  fixed: ['root', 'provider', 'reference'],
  refuse: (planned, { root }) => rootFault(planned, root),
};

export const planRule: Rule<'plan'> = {
  appended: true,
  flawCode: 'plan_invalid',
  refuse: (planned, plan) => rootFault(planned, plan.root) ?? othersFault(planned, plan),
  refuseEnd: (planned, id) =>
    planned.all('assignment').some((assignment) => assignment.plan === id)
      ? invalid('accounts are, or were, on this plan; the time they were on it must stay explained.')
      : undefined,
};

/** Nobody continues somebody else's plan. */
function othersFault(planned: PlannedCatalogue, { plan, root }: Plan): Fault | undefined {
  const foreign = planned.under('plan', plan).some((version) => version.root !== root);
  return foreign ? invalid(`the plan ${plan} belongs to somebody else.`) : undefined;
}

export const assignmentRule: Rule<'assignment'> = {
  fixed: ['root', 'account'],
  refuse: (planned, assignment, found) => {
    const { root, account, plan: id } = assignment;
    const wrong = ownerFault(planned, root, account) ?? planFault(planned, assignment);
    return wrong ?? (found?.plan === id ? undefined : closedFault(planned, account));
  },
  tie: {
    code: 'entity_invalid',
    rank: ({ account }) => account,
    from: ({ effectiveFrom }) => effectiveFrom,
    to: ({ effectiveTo }) => effectiveTo,
  },
};

function planFault(planned: PlannedCatalogue, { root, plan: id }: PlanAssignment): Fault | undefined {
  const plan = planned.get('plan', id);
  // Another root's own plan is as if it did not exist: its name is not for guessing.
  return plan === undefined || (plan.root !== null && plan.root !== root) ? unknown('plan', id) : undefined;
}

export const budgetRuleRule: Rule<'budgetRule'> = {
  fixed: ['root', 'kind'],
  refuse: (planned, { root }) => rootFault(planned, root),
};

export const backfillRule: Rule<'backfill'> = {
  fixed: ['root', 'source', 'from', 'to', 'posting'],
  refuse: (planned, backfill, found) =>
    found?.status === 'sealed' && backfill.status !== 'sealed'
      ? invalid('a sealed backfill is never opened again.')
      : rootFault(planned, backfill.root),
  refuseEnd: 'a backfill never ends, because records name it; seal it.',
};
