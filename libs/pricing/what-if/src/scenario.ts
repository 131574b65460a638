import type { CatalogueView, EntityKind, EntityTypes, Plan, PlanAssignment, PriceRow } from '@suanpan/catalogue';
import type { Charging } from '@suanpan/charging';
import type { Fee } from '@suanpan/facts';

/** One way to be charged: a catalogue that may differ from the real one, and what prices by it. */
export interface Scenario {
  /** For people, unique among the scenarios compared. */
  readonly name: string;
  readonly root: string;
  /** Whose bill it is, with all below: fees and true-ups of other accounts are left out. */
  readonly account: string;
  readonly view: CatalogueView;
}

/** What simulating needs of pricing. */
export interface Pricing {
  readonly charging: Charging;
  /** The fees due for a month, as the billing run would send them. */
  readonly fees: (view: CatalogueView, root: string, period: string, now: number) => readonly Fee[];
}

/** A supposition: which plan an account would have been on all the time, and which price rows would have held. */
export interface Supposition {
  readonly account: string;
  /** `undefined` leaves the plans as they are, null puts the account on none. */
  readonly plan?: Plan | null;
  /** Rows that hold instead of all others; absent leaves the price book as it is. */
  readonly priceRows?: readonly PriceRow[];
}

const SUPPOSED = 'supposed';

/**
 * The catalogue as it would be under a supposition. Accounts below the one named lose plans of their own, because
 * the question is what the whole subtree would cost; everything else stays.
 */
export function suppose(view: CatalogueView, root: string, supposition: Supposition): CatalogueView {
  const { account, plan, priceRows } = supposition;
  const withPrices = priceRows === undefined ? view : withRows(view, priceRows);
  if (plan === undefined) return withPrices;
  const assignment: PlanAssignment | undefined =
    plan === null ? undefined : { id: SUPPOSED, root, account, plan: plan.id, effectiveFrom: 0, effectiveTo: null };
  const own = assignment === undefined ? [] : [assignment];
  return {
    ...withPrices,
    get<K extends EntityKind>(kind: K, id: string): EntityTypes[K] | undefined {
      if (kind === 'plan' && plan !== null && id === plan.id) return plan as EntityTypes[K];
      if (kind === 'assignment' && id === SUPPOSED) return assignment as EntityTypes[K] | undefined;
      return withPrices.get(kind, id);
    },
    under<K extends EntityKind>(kind: K, key: string): readonly EntityTypes[K][] {
      if (kind !== 'assignment') return withPrices.under(kind, key);
      if (key === account) return own as readonly unknown[] as readonly EntityTypes[K][];
      return isWithin(view, key, account) ? [] : withPrices.under(kind, key);
    },
  };
}

/** Whether an account is another or lies below it. */
export function isWithin(view: CatalogueView, id: string, above: string): boolean {
  for (let at: string | null = id; at !== null; at = view.account(at)?.parent ?? null) if (at === above) return true;
  return false;
}

/** The same catalogue with other price rows. Arrays are made once, because pricing remembers what it made of them. */
function withRows(view: CatalogueView, rows: readonly PriceRow[]): CatalogueView {
  const byProvider = new Map<string, PriceRow[]>();
  for (const row of rows) {
    const known = byProvider.get(row.provider);
    if (known === undefined) byProvider.set(row.provider, [row]);
    else known.push(row);
  }
  const none: readonly PriceRow[] = [];
  const priceRows = (provider: string) => byProvider.get(provider) ?? none;
  return {
    ...view,
    priceRows,
    under: <K extends EntityKind>(kind: K, key: string) =>
      kind === 'priceRow' ? (priceRows(key) as readonly EntityTypes[K][]) : view.under(kind, key),
  };
}

/**
 * The catalogue for calls that all lie above one context tier and below the next. A group's tokens are the sum of many calls and
 * would reach tiers that none of them reached, so rows of higher tiers are left out; those of lower ones hold for the sum
 * as they do for each call.
 */
export class TierViews {
  readonly #view: CatalogueView;
  readonly #views = new Map<number, CatalogueView>();

  constructor(view: CatalogueView) {
    this.#view = view;
  }

  above(inputTokens: number): CatalogueView {
    const known = this.#views.get(inputTokens);
    if (known !== undefined) return known;
    const rows = new Map<string, readonly PriceRow[]>();
    const priceRows = (provider: string): readonly PriceRow[] => {
      const found = rows.get(provider);
      if (found !== undefined) return found;
      const all = this.#view.priceRows(provider);
      const kept = all.every((row) => row.aboveInputTokens <= inputTokens)
        ? all
        : all.filter((row) => row.aboveInputTokens <= inputTokens);
      rows.set(provider, kept);
      return kept;
    };
    const view = { ...this.#view, priceRows };
    this.#views.set(inputTokens, view);
    return view;
  }
}
