import type { EntityKind } from '@suanpan/catalogue';
import type { z } from 'zod';
import { Grant, Organisation, Person, Role } from '../access/person-shapes.ts';
import { Backfill, BudgetRule, Calendar, PaymentMethod } from './billing.ts';
import { Plan, PlanAssignment } from './plans.ts';
import { FxRate, Markup, ModelAlias, PriceRow, SeriesPoint } from './prices.ts';
import { Account, Key, Project, Root } from './tree.ts';

/** The shape of every kind, as it is shown: of a key all but its hash. */
export const SHAPES = {
  root: Root,
  account: Account,
  project: Project,
  key: Key,
  priceRow: PriceRow,
  calendar: Calendar,
  person: Person,
  role: Role,
  grant: Grant,
  organisation: Organisation,
  paymentMethod: PaymentMethod,
  plan: Plan,
  assignment: PlanAssignment,
  seriesPoint: SeriesPoint,
  alias: ModelAlias,
  markup: Markup,
  fxRate: FxRate,
  budgetRule: BudgetRule,
  backfill: Backfill,
} as const satisfies { readonly [K in EntityKind]: z.ZodType };
