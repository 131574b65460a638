import { type CatalogueView, type EntityKind, type EntityTypes, emptyView, type PriceRow } from '@suanpan/catalogue';
import type { UsageGroup } from '@suanpan/charging';
import type { UsageEvent } from '@suanpan/facts';
import { formatInstant } from '@suanpan/time';

// What the specs of this library build their cases from: one root with two departments, and three months.

export const ROOT = 'root';
const DAY = 86_400_000;
/** 2026-10-01T00:00:00Z; the months have 31, 30 and 31 days. */
export const OCTOBER = 1_790_812_800_000;
export const NOVEMBER = OCTOBER + 31 * DAY;
export const DECEMBER = NOVEMBER + 30 * DAY;
const CALENDAR = { id: ROOT, root: ROOT, first: '2026-10', bounds: [OCTOBER, NOVEMBER, DECEMBER, DECEMBER + 31 * DAY] };

/** A price of every token leaf of one model. */
export function priced(model: string, unitPrice: string, more: Partial<PriceRow> = {}): PriceRow[] {
  return (['uncached_input', 'output_text'] as const).map((leaf) => ({
    id: `${model}-${leaf}-${more.aboveInputTokens ?? 0}`,
    book: 'spec',
    provider: 'openai',
    model,
    matcher: { equals: model },
    leaf,
    unitPrice,
    currency: 'USD',
    effectiveFrom: null,
    effectiveTo: null,
    daily: null,
    aboveInputTokens: 0,
    serviceTier: null,
    region: null,
    root: null,
    source: { feed: 'spec', version: '1' },
    flag: null,
    ...more,
  }));
}

/** A catalogue of entities of some kinds; `under` knows assignments alone. */
export function viewOf(
  priceRows: readonly PriceRow[],
  entities: Partial<{ readonly [K in EntityKind]: readonly EntityTypes[K][] }> = {},
): CatalogueView {
  const accounts = [
    { id: ROOT, root: ROOT, parent: null, kind: 'root', name: ROOT },
    { id: 'dept', root: ROOT, parent: ROOT, kind: 'department', name: 'dept' },
    { id: 'team', root: ROOT, parent: 'dept', kind: 'department', name: 'team' },
  ] as const;
  const all = { account: accounts, calendar: [CALENDAR], ...entities } as Record<string, readonly { id: string }[]>;
  const get = (kind: string, id: string) => all[kind]?.find((entity) => entity.id === id);
  const assignments = entities.assignment ?? [];
  return emptyView(1, {
    root: (id) => (id === ROOT ? { id, name: id, shard: 0, zone: 'UTC' } : undefined),
    account: (id) => accounts.find((account) => account.id === id),
    priceRows: (provider) => (provider === 'openai' ? priceRows : []),
    get: get as CatalogueView['get'],
    under: ((kind: string, key: string) => {
      if (kind === 'assignment') return assignments.filter(({ account }) => account === key);
      if (kind === 'account') return accounts.filter(({ parent }) => parent === key);
      return [];
    }) as CatalogueView['under'],
  });
}

export function call(more: Partial<UsageEvent> = {}): UsageEvent {
  return {
    time: formatInstant(OCTOBER + DAY),
    account: 'team',
    credential: '',
    id: 'call',
    source: 'spec',
    root: ROOT,
    project: 'prj',
    provider: 'openai',
    requestedModel: 'small',
    operation: 'chat',
    inputTokens: 0,
    outputTokens: 0,
    usageQuality: 'reported',
    ...more,
  };
}

/** Calls of one kind as one group. */
export function group(calls: number, more: Partial<UsageEvent>, aboveInputTokens = 0): UsageGroup {
  return { event: call(more), calls, aboveInputTokens };
}

/** Tokens of input in a month, as one group. */
export function month(start: number, inputTokens: number, more: Partial<UsageEvent> = {}): UsageGroup {
  return group(1, { time: formatInstant(start + DAY), inputTokens, ...more });
}
