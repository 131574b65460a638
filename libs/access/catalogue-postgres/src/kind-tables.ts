import { ENTITY_KINDS, type EntityKind } from '@suanpan/catalogue';
import {
  absent,
  count,
  decimal,
  double,
  instant,
  integer,
  json,
  type KindTable,
  kindTable,
  orNull,
  text,
  texts,
} from './kind-table.ts';

const ofRoot = { root: 'root' };
const ofAccount = { root: 'root', account: 'account' };
const from = { ...instant, name: 'valid_from' };
const to = { ...instant, name: 'valid_to' };

/** The table of every kind. A new kind has its entry here, its rule in `rules/`, and a migration. */
export const KIND_TABLES: { readonly [K in EntityKind]: KindTable<K> } = {
  root: kindTable<'root'>(
    'root',
    { name: text, shard: integer, zone: text },
    { rootIn: { column: 'id', many: false } },
  ),
  account: kindTable<'account'>(
    'account',
    {
      root: text,
      parent: orNull(text),
      kind: text,
      name: text,
      budget: absent(json),
      callQuota: absent(json),
      status: absent(text),
    },
    { refers: { root: 'root', parent: 'account' } },
  ),
  project: kindTable<'project'>(
    'project',
    {
      root: text,
      account: text,
      name: text,
      models: absent(json),
      concurrencyMax: absent(count),
      qpsMax: absent(double),
      budget: absent(json),
      budgetClass: absent(text),
      defaultPriority: absent(text),
      tags: absent(json),
      status: absent(text),
    },
    { refers: ofAccount },
  ),
  key: kindTable<'key'>(
    'api_key',
    {
      root: text,
      account: text,
      project: orNull(text),
      hash: text,
      display: text,
      scopes: texts,
      status: text,
      expiresAt: orNull(instant),
      networks: absent(texts),
      replaces: absent(text),
    },
    { refers: { ...ofAccount, project: 'project', replaces: 'api_key' }, unique: 'hash' },
  ),
  priceRow: kindTable<'priceRow'>(
    'price_row',
    {
      book: text,
      provider: text,
      model: text,
      matcher: json,
      leaf: text,
      unitPrice: decimal,
      per: absent(count),
      currency: text,
      effectiveFrom: orNull(instant),
      effectiveTo: orNull(instant),
      daily: orNull(json),
      weekdays: absent(json),
      aboveInputTokens: count,
      serviceTier: orNull(text),
      region: orNull(text),
      root: orNull(text),
      account: absent(text),
      source: json,
      approval: absent(json),
      flag: orNull(text),
    },
    { refers: ofAccount, indexes: { model: ['provider', 'model'] } },
  ),
  calendar: kindTable<'calendar'>('calendar', { root: text, first: text, bounds: json }, { refers: ofRoot }),
  person: kindTable<'person'>('person', { name: text, status: text }),
  role: kindTable<'role'>('role', { root: orNull(text), name: text, permissions: texts }, { refers: ofRoot }),
  grant: kindTable<'grant'>(
    'access_grant',
    {
      root: orNull(text),
      node: orNull(json),
      principal: json,
      effect: text,
      role: orNull(text),
      permissions: texts,
      expiresAt: orNull(instant),
    },
    { refers: ofRoot },
  ),
  organisation: kindTable<'organisation'>(
    'organisation',
    { name: text, roots: texts },
    { rootIn: { column: 'roots', many: true } },
  ),
  paymentMethod: kindTable<'paymentMethod'>(
    'payment_method',
    { root: text, provider: text, reference: text, display: text, status: text },
    { refers: ofRoot },
  ),
  plan: kindTable<'plan'>(
    'plan',
    {
      plan: text,
      version: integer,
      root: orNull(text),
      name: text,
      currency: text,
      fx: absent(text),
      components: json,
      multipliers: absent(json),
      stacking: absent(text),
      minimumAmount: absent(decimal),
      sla: absent(json),
    },
    { refers: ofRoot },
  ),
  assignment: kindTable<'assignment'>(
    'plan_assignment',
    { root: text, account: text, plan: text, effectiveFrom: instant, effectiveTo: orNull(instant) },
    { refers: { ...ofAccount, plan: 'plan' }, indexes: { account: ['account'] } },
  ),
  seriesPoint: kindTable<'seriesPoint'>(
    'series_point',
    { series: text, from, value: decimal },
    { indexes: { from: ['series', 'from'] } },
  ),
  alias: kindTable<'alias'>('model_alias', {
    provider: text,
    alias: text,
    target: text,
    effectiveFrom: orNull(instant),
    effectiveTo: orNull(instant),
  }),
  markup: kindTable<'markup'>(
    'markup',
    {
      root: text,
      account: text,
      provider: orNull(text),
      model: orNull(json),
      ratio: decimal,
      effectiveFrom: orNull(instant),
      effectiveTo: orNull(instant),
    },
    { refers: ofAccount },
  ),
  fxRate: kindTable<'fxRate'>(
    'fx_rate',
    { name: text, base: text, quote: text, rate: decimal, from, source: text },
    { indexes: { from: ['name', 'from'] } },
  ),
  budgetRule: kindTable<'budgetRule'>(
    'budget_rule',
    { root: text, kind: text, amount: decimal, currency: text, percents: absent(json), percentMax: absent(double) },
    { refers: ofRoot },
  ),
  backfill: kindTable<'backfill'>(
    'backfill',
    { root: text, source: text, from, to, posting: text, status: text },
    { refers: ofRoot },
  ),
};

/** Every kind with its table, in the order in which rows can be written. */
export const TABLES_OF_KINDS = ENTITY_KINDS.map((kind) => KIND_TABLES[kind].table);
