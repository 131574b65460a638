import type { EntityKind } from '@suanpan/catalogue';
import { grantRule, organisationRule, personRule, roleRule } from './access-rules.ts';
import { assignmentRule, backfillRule, budgetRuleRule, paymentMethodRule, planRule } from './billing-rules.ts';
import { aliasRule, fxRateRule, markupRule, priceRowRule, seriesPointRule } from './price-rules.ts';
import type { Rule } from './rule.ts';
import { accountRule, keyRule, projectRule, rootRule } from './tree-rules.ts';

/** The rules of every kind. */
export const RULES: { readonly [K in EntityKind]: Rule<K> } = {
  root: rootRule,
  account: accountRule,
  project: projectRule,
  key: keyRule,
  priceRow: priceRowRule,
  calendar: { refuseEnd: 'the months of a root never end.' },
  person: personRule,
  role: roleRule,
  grant: grantRule,
  organisation: organisationRule,
  paymentMethod: paymentMethodRule,
  plan: planRule,
  assignment: assignmentRule,
  seriesPoint: seriesPointRule,
  alias: aliasRule,
  markup: markupRule,
  fxRate: fxRateRule,
  budgetRule: budgetRuleRule,
  backfill: backfillRule,
};
