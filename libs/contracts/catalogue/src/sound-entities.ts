import type { PriceRow } from './price-row.ts';
import type { EntityKind, EntityTypes } from './revision.ts';

const ROW: PriceRow = {
  id: 'row',
  book: 'own',
  provider: 'demo',
  model: 'm',
  matcher: { any: [{ equals: 'm' }, { all: [{ startsWith: 'a' }, { regex: '^b+$' }] }] },
  leaf: 'output_text',
  unitPrice: '0.00000200',
  currency: 'USD',
  effectiveFrom: 1_700_000_000_000,
  effectiveTo: null,
  daily: { fromSecond: 1, toSecond: 5 },
  aboveInputTokens: 200_000,
  serviceTier: 'flex',
  region: null,
  root: null,
  source: { feed: 'own', version: '1' },
  flag: 'float_artefact',
};
const BUDGET = {
  amount: '100.50',
  currency: 'USD',
  period: 'month',
  thresholdPercents: [80, 100],
  hard: true,
} as const;
const HASH = 'ab'.repeat(32);

/**
 * Two of each kind, in one root `acme` with a department `lab`: the first with every field, the second with as few as
 * may be. In the order of the kinds each finds what it refers to. What specs and benches write.
 */
const SOUND: { readonly [K in EntityKind]: readonly EntityTypes[K][] } = {
  root: [
    { id: 'acme', name: 'Acme', shard: 0, zone: 'Asia/Shanghai' },
    { id: 'other', name: 'Other', shard: 1, zone: 'UTC' },
  ],
  account: [
    {
      id: 'lab',
      root: 'acme',
      parent: 'acme',
      kind: 'department',
      name: 'Lab',
      budget: BUDGET,
      callQuota: { calls: 1_000, period: 'day' },
      status: 'closed',
    },
    { id: 'robot', root: 'acme', parent: 'acme', kind: 'service', name: 'Robot' },
  ],
  project: [
    {
      id: 'chat',
      root: 'acme',
      account: 'acme',
      name: 'Chat',
      models: [{ model: 'gpt-*', tier: 'pro', versions: ['2026-01-01'] }],
      concurrencyMax: 8,
      qpsMax: 2.5,
      budget: BUDGET,
      budgetClass: 'core',
      defaultPriority: 'batch',
      tags: { team: 'search' },
      status: 'archived',
    },
    { id: 'bare', root: 'acme', account: 'acme', name: 'Bare' },
  ],
  key: [
    {
      id: 'key_0',
      root: 'acme',
      account: 'robot',
      project: null,
      hash: HASH,
      display: 'sp_abc',
      scopes: ['ingest', 'read'],
      status: 'active',
      expiresAt: null,
    },
    {
      id: 'key_1',
      root: 'acme',
      account: 'robot',
      project: 'chat',
      hash: HASH.replace('a', 'c'),
      display: 'sp_abd',
      scopes: ['ingest'],
      status: 'revoked',
      expiresAt: 1_800_000_000_000,
      networks: ['10.0.0.0/8', '2001:db8::/32'],
      replaces: 'key_0',
    },
  ],
  priceRow: [
    {
      ...ROW,
      root: 'acme',
      account: 'robot',
      weekdays: [0, 6],
      approval: { proposal: 'p1', proposedBy: 'ann', approvedBy: 'bob' },
    },
    { ...ROW, id: 'row with spaces', daily: null, serviceTier: null, flag: null, effectiveFrom: null },
  ],
  calendar: [{ id: 'acme', root: 'acme', first: '2026-11', bounds: [1_793_462_400_000, 1_796_054_400_000] }],
  person: [{ id: 'ann', name: 'Ann', status: 'active' }],
  role: [
    { id: 'watcher', root: 'acme', name: 'Watcher', permissions: ['project.view', 'usage.view'] },
    { id: 'everybody', root: null, name: 'Everybody', permissions: ['usage.view'] },
  ],
  grant: [
    {
      id: 'grant_1',
      root: 'acme',
      node: { kind: 'project', id: 'chat' },
      principal: { kind: 'account', id: 'robot' },
      effect: 'allow',
      role: 'watcher',
      permissions: ['usage.view'],
      expiresAt: 1_800_000_000_000,
    },
    {
      id: 'grant_2',
      root: 'acme',
      node: { kind: 'account', id: 'acme' },
      principal: { kind: 'person', id: 'ann' },
      effect: 'deny',
      role: null,
      permissions: ['api.call'],
      expiresAt: null,
    },
  ],
  organisation: [{ id: 'group', name: 'Group', roots: ['acme', 'other'] }],
  paymentMethod: [
    { id: 'pay', root: 'acme', provider: 'stripe', reference: 'pm_1', display: 'visa ending 4242', status: 'active' },
  ],
  plan: [
    {
      id: 'hybrid@2',
      plan: 'hybrid',
      version: 2,
      root: 'acme',
      name: 'Hybrid',
      currency: 'USD',
      fx: 'ecb',
      components: [
        { id: 'free', kind: 'allowance', unit: 'token', quantity: '1000' },
        { id: 'rest', kind: 'list', ratio: '0.90' },
      ],
      multipliers: [{ id: 'night', condition: { on: 'batch' }, ratio: '0.5' }],
      stacking: 'lowest',
      minimumAmount: '10.00',
      sla: [
        { id: 'up', measure: 'availability', percent: '99.9', credits: [{ belowPercent: '99', creditPercent: '5' }] },
      ],
    },
    {
      id: 'payg@1',
      plan: 'payg',
      version: 1,
      root: null,
      name: 'Pay as you go',
      currency: 'CNY',
      components: [{ id: 'list', kind: 'list' }],
    },
  ],
  assignment: [
    { id: 'a1', root: 'acme', account: 'acme', plan: 'payg@1', effectiveFrom: 1_000, effectiveTo: 2_000 },
    { id: 'a2', root: 'acme', account: 'acme', plan: 'hybrid@2', effectiveFrom: 2_000, effectiveTo: null },
  ],
  seriesPoint: [{ id: 'load 1', series: 'load', from: 1_000, value: '1.10' }],
  alias: [
    { id: 'al1', provider: 'demo', alias: 'm-latest', target: 'm-2', effectiveFrom: null, effectiveTo: 5_000 },
    { id: 'al2', provider: 'demo', alias: 'm-latest', target: 'm-3', effectiveFrom: 5_000, effectiveTo: null },
  ],
  markup: [
    {
      id: 'mu1',
      root: 'acme',
      account: 'robot',
      provider: 'demo',
      model: { startsWith: 'm' },
      ratio: '1.20',
      effectiveFrom: 1_000,
      effectiveTo: null,
    },
    {
      id: 'mu2',
      root: 'acme',
      account: 'robot',
      provider: null,
      model: null,
      ratio: '0.9',
      effectiveFrom: null,
      effectiveTo: null,
    },
  ],
  fxRate: [{ id: 'ecb EUR/USD', name: 'ecb', base: 'EUR', quote: 'USD', rate: '1.0860', from: 1_000, source: 'ECB' }],
  budgetRule: [
    {
      id: 'split',
      root: 'acme',
      kind: 'split',
      amount: '1000',
      currency: 'USD',
      percents: { core: 70, innovation: 20, contingency: 10 },
    },
    { id: 'share', root: 'acme', kind: 'spend_share', amount: '5000', currency: 'USD', percentMax: 12.5 },
  ],
  backfill: [
    { id: 'bf', root: 'acme', source: 'old/gateway', from: 1_000, to: 2_000, posting: 'none', status: 'open' },
  ],
};

/** Sound entities of a kind, for specs: see {@link SOUND}. */
export function soundEntities<K extends EntityKind>(kind: K): readonly EntityTypes[K][] {
  return SOUND[kind];
}
