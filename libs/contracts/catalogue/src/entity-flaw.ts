import { isTimeZone } from '@suanpan/time';
import type { Grant, Organisation, PaymentMethod, Person, Principal, Role } from './access.ts';
import type { Backfill } from './backfill.ts';
import { BUDGET_CLASSES, type Budget, type BudgetRule, type CallQuota } from './budget.ts';
import type { Calendar } from './calendar.ts';
import {
  byField,
  type Check,
  currency,
  decimal,
  every,
  fields,
  flag,
  id,
  instant,
  list,
  must,
  oneOf,
  optional,
  orNull,
  positiveDecimal,
  set,
  text,
  whole,
} from './check.ts';
import type { Account, AllowedModel, ApiKey, Project, Root } from './entities.ts';
import { network } from './networks.ts';
import type { PlanAssignment, SeriesPoint } from './plan.ts';
import { planFlaw } from './plan-flaw.ts';
import type { FxRate, Markup, ModelAlias } from './price-row.ts';
import { matcher, priceRowFlaw, rowId, spanInOrder } from './price-row-flaw.ts';
import type { EntityKind, EntityTypes } from './revision.ts';

const TAGS_MAX = 50;
const DISPLAY_LENGTH_MAX = 40;

const permission = must(
  'a permission such as project.manage',
  (value) => typeof value === 'string' && /^[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}$/.test(value),
);

function ascending(what: string): Check {
  return must(`${what}, each once`, (value) =>
    (value as (string | number)[]).every((v, i, all) => i === 0 || v > (all[i - 1] ?? v)),
  );
}

const budget = fields<Budget>({
  amount: decimal,
  currency,
  period: oneOf('month'),
  thresholdPercents: every(list(whole(1, 1_000), { most: 20 }), ascending('ascending')),
  hard: flag,
});

const callQuota = fields<CallQuota>({ calls: whole(0), period: oneOf('day', 'month') });

const tags: Check = (value, name) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${name} must be an object.`;
  const entries = Object.entries(value);
  if (entries.length > TAGS_MAX) return `${name} must be at most ${TAGS_MAX}.`;
  for (const [tag, said] of entries) {
    const flaw = text(64)(tag, `a tag of ${name}`) ?? text()(said, `${name}.${tag}`);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
};

const percents = every(
  fields<Extract<BudgetRule, { kind: 'split' }>['percents']>({
    core: whole(0, 100),
    innovation: whole(0, 100),
    contingency: whole(0, 100),
  }),
  must('100 together', (value) => {
    const parts = value as Record<(typeof BUDGET_CLASSES)[number], number>;
    return BUDGET_CLASSES.reduce((sum, each) => sum + parts[each], 0) === 100;
  }),
);

const rule = { id, root: id, amount: positiveDecimal, currency };

const SHAPES: { readonly [K in EntityKind]: Check } = {
  root: fields<Root>({
    id,
    name: text(),
    shard: whole(0),
    zone: must('an IANA time zone such as Asia/Shanghai', isTimeZone),
  }),
  account: fields<Account>({
    id,
    root: id,
    parent: orNull(id),
    kind: oneOf('root', 'department', 'service'),
    name: text(),
    budget: optional(budget),
    callQuota: optional(callQuota),
    status: optional(oneOf('closed')),
  }),
  project: fields<Project>({
    id,
    root: id,
    account: id,
    name: text(),
    models: optional(
      list(fields<AllowedModel>({ model: text(), tier: text(), versions: optional(set(text(), { least: 1 })) })),
    ),
    concurrencyMax: optional(whole(0)),
    qpsMax: optional(must('a number of at least 0', (value) => Number.isFinite(value) && (value as number) >= 0)),
    budget: optional(budget),
    budgetClass: optional(oneOf(...BUDGET_CLASSES)),
    defaultPriority: optional(text()),
    tags: optional(tags),
    status: optional(oneOf('archived')),
  }),
  key: fields<ApiKey>({
    id,
    root: id,
    account: id,
    project: orNull(id),
    hash: must('a SHA-256 in lower-case hex', (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)),
    display: text(DISPLAY_LENGTH_MAX),
    scopes: set(oneOf('ingest', 'read', 'admin'), { least: 1, most: 3 }),
    status: oneOf('active', 'revoked'),
    expiresAt: orNull(instant),
    networks: optional(set(network, { least: 1, most: 100 })),
    replaces: optional(id),
  }),
  priceRow: (value) => priceRowFlaw(value as EntityTypes['priceRow']),
  calendar: fields<Calendar>({
    id,
    root: id,
    first: must(
      'a month such as 2025-01',
      (value) => typeof value === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(value),
    ),
    bounds: every(list(instant, { least: 2, most: 1_201 }), ascending('ascending')),
  }),
  person: fields<Person>({ id, name: text(), status: oneOf('active', 'suspended') }),
  role: fields<Role>({
    id,
    root: orNull(id),
    name: text(),
    permissions: every(list(permission, { least: 1, most: 200 }), ascending('sorted')),
  }),
  grant: every(
    fields<Grant>({
      id,
      root: orNull(id),
      node: orNull(fields<NonNullable<Grant['node']>>({ kind: oneOf('account', 'project'), id })),
      principal: fields<Principal>({ kind: oneOf('person', 'account'), id }),
      effect: oneOf('allow', 'deny'),
      role: orNull(id),
      permissions: every(list(permission, { most: 200 }), ascending('sorted')),
      expiresAt: orNull(instant),
    }),
    (value) => {
      const grant = value as Grant;
      if ((grant.root === null) !== (grant.node === null))
        return 'node must be one of the root; both are null for the platform.';
      return grant.role === null && grant.permissions.length === 0
        ? 'role or permissions must say what is granted.'
        : undefined;
    },
  ),
  organisation: fields<Organisation>({ id, name: text(), roots: set(id, { least: 1 }) }),
  paymentMethod: fields<PaymentMethod>({
    id,
    root: id,
    provider: oneOf('stripe', 'invoice'),
    reference: text(),
    display: text(),
    status: oneOf('active', 'detached'),
  }),
  plan: (value) => planFlaw(value as EntityTypes['plan']),
  assignment: every(
    fields<PlanAssignment>({
      id,
      root: id,
      account: id,
      plan: text(),
      effectiveFrom: instant,
      effectiveTo: orNull(instant),
    }),
    spanInOrder('effectiveFrom', 'effectiveTo'),
  ),
  seriesPoint: fields<SeriesPoint>({ id: rowId, series: text(), from: instant, value: decimal }),
  alias: every(
    fields<ModelAlias>({
      id: rowId,
      provider: text(),
      alias: text(),
      target: text(),
      effectiveFrom: orNull(instant),
      effectiveTo: orNull(instant),
    }),
    spanInOrder('effectiveFrom', 'effectiveTo'),
    (value) => {
      const { alias, target } = value as ModelAlias;
      return alias.toLowerCase() === target.toLowerCase() ? 'target must be another name than the alias.' : undefined;
    },
  ),
  markup: every(
    fields<Markup>({
      id: rowId,
      root: id,
      account: id,
      provider: orNull(text()),
      model: orNull(matcher),
      ratio: decimal,
      effectiveFrom: orNull(instant),
      effectiveTo: orNull(instant),
    }),
    spanInOrder('effectiveFrom', 'effectiveTo'),
  ),
  fxRate: every(
    fields<FxRate>({
      id: rowId,
      name: text(),
      base: currency,
      quote: currency,
      rate: positiveDecimal,
      from: instant,
      source: text(),
    }),
    (value) => {
      const { base, quote } = value as FxRate;
      return base === quote ? 'quote must be another currency than the base.' : undefined;
    },
  ),
  budgetRule: byField('kind', {
    split: fields<Extract<BudgetRule, { kind: 'split' }>>({ ...rule, kind: oneOf('split'), percents }),
    spend_share: fields<Extract<BudgetRule, { kind: 'spend_share' }>>({
      ...rule,
      kind: oneOf('spend_share'),
      percentMax: must(
        'above 0 and at most 100',
        (value) => Number.isFinite(value) && (value as number) > 0 && (value as number) <= 100,
      ),
    }),
  }),
  backfill: every(
    fields<Backfill>({
      id,
      root: id,
      source: text(),
      from: instant,
      to: instant,
      posting: oneOf('open', 'none'),
      status: oneOf('open', 'sealed'),
    }),
    spanInOrder('from', 'to'),
  ),
};

/** What is wrong with the shape of an entity, whatever it may be, if anything. Whether what it refers to exists is the writer's to say. */
export function entityFlaw<K extends EntityKind>(kind: K, entity: EntityTypes[K]): string | undefined {
  return SHAPES[kind](entity, '');
}
