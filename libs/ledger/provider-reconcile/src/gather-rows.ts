import { MS_PER_DAY } from '@suanpan/time';
import { type Counts, NO_COUNTS, plus } from './counts.ts';
import type { LedgerDay } from './ledger-side.ts';
import type { CostFacts } from './likely-reason.ts';
import { matchModels, type RowOf } from './model-names.ts';
import type { ProviderCost, ProviderUsage } from './provider-side.ts';

/** Both sides of one day and model, added up. */
export interface GatheredRow {
  /** Start of the UTC day. */
  readonly day: number;
  readonly model: string;
  /** A billed item that is no model. */
  readonly isItem: boolean;
  /** Undefined where no export has counts for such a row. */
  provider: Counts | undefined;
  ledger: Counts;
  /** By currency; undefined where no export has money for such a row. */
  readonly costs: Map<string, CostFacts> | undefined;
  unpricedCalls: bigint;
  offListCalls: bigint;
  /** The provider has a line for it. */
  isBilled: boolean;
  isDiscounted: boolean;
  /** A bucket of a day or more does not begin at midnight UTC. */
  isOffsetDay: boolean;
  readonly names: { readonly provider: Set<string>; readonly ledger: Set<string> };
}

export interface BothSides {
  readonly usage?: readonly ProviderUsage[];
  readonly costs?: readonly ProviderCost[];
  readonly ledger: readonly LedgerDay[];
}

/** The row of a whole day, all models together. */
export const ALL_MODELS = '';

const STANDARD_TIERS = new Set(['default', 'standard', 'auto']);

/**
 * Adds both sides up by day and model, and by day alone where an export does not tell models apart. Ordered by day, model and
 * item.
 */
export function gatherRows(sides: BothSides): GatheredRow[] {
  const gatherer = new Gatherer(sides);
  for (const line of sides.usage ?? []) gatherer.addUsage(line);
  for (const line of sides.costs ?? []) gatherer.addCost(line);
  for (const day of sides.ledger) gatherer.addLedger(day);
  return gatherer.rows();
}

/** What an export has of a kind: nothing, lines by model, or lines for all models together. */
type Grouping = 'none' | 'model' | 'day';

class Gatherer {
  readonly #rowOf: RowOf;
  readonly #usage: Grouping;
  readonly #costs: Grouping;
  readonly #rows = new Map<string, GatheredRow>();

  constructor({ usage, costs, ledger }: BothSides) {
    const named = [...(usage ?? []), ...(costs ?? [])].map(({ model }) => model).filter((model) => model !== null);
    this.#rowOf = matchModels(
      named,
      ledger.map(({ model }) => model),
    );
    this.#usage = groupingOf(usage, ({ model }) => model !== null);
    // A billed item without a model is no sign that models were not told apart.
    this.#costs = groupingOf(costs, ({ model, item }) => model !== null || item !== null);
  }

  addUsage(line: ProviderUsage): void {
    const counts = {
      calls: line.requests,
      inputTokens: line.inputTokens,
      cacheReadTokens: line.cacheReadTokens,
      cacheWriteTokens: line.cacheWrite5mTokens + line.cacheWrite1hTokens,
      outputTokens: line.outputTokens,
    };
    for (const row of this.#rowsOf(line.from, line.model, this.#usage)) {
      if (row.provider !== undefined) row.provider = plus(row.provider, counts);
      note(row, line);
    }
  }

  addCost(line: ProviderCost): void {
    const isItem = this.#costs === 'model' && line.model === null;
    const rows = isItem
      ? [this.#row(line.from, line.item ?? '', true)]
      : this.#rowsOf(line.from, line.model, this.#costs);
    for (const row of rows) {
      addMoney(row, line.currency, { provider: line.amount, ledger: 0n, uncertainty: line.uncertainty });
      note(row, line);
    }
  }

  addLedger(day: LedgerDay): void {
    const counts = {
      calls: day.calls,
      inputTokens: day.inputTokens,
      cacheReadTokens: day.cacheReadTokens,
      cacheWriteTokens: day.cacheWrite5mTokens + day.cacheWrite1hTokens,
      outputTokens: day.outputTokens,
    };
    const isByModel = this.#usage === 'model' || this.#costs === 'model';
    for (const row of this.#rowsOf(day.day, day.model, isByModel ? 'model' : 'day')) {
      row.ledger = plus(row.ledger, counts);
      for (const [currency, amount] of Object.entries(day.money)) {
        addMoney(row, currency, { provider: 0n, ledger: amount, uncertainty: 0n });
      }
      row.unpricedCalls += day.unpricedCalls;
      row.offListCalls += day.offListCalls;
      row.names.ledger.add(day.model);
    }
  }

  rows(): GatheredRow[] {
    const order = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
    return [...this.#rows.values()].sort(
      (one, other) => one.day - other.day || Number(one.isItem) - Number(other.isItem) || order(one.model, other.model),
    );
  }

  /** A line's own row, and the row of its day if some export is for all models together. */
  #rowsOf(instant: number, model: string | null, grouping: Grouping): GatheredRow[] {
    const rows: GatheredRow[] = [];
    if (grouping === 'model' && model !== null) rows.push(this.#row(instant, this.#rowOf(model), false));
    if (this.#usage === 'day' || this.#costs === 'day') rows.push(this.#row(instant, ALL_MODELS, false));
    return rows;
  }

  #row(instant: number, model: string, isItem: boolean): GatheredRow {
    const day = Math.floor(instant / MS_PER_DAY) * MS_PER_DAY;
    const key = JSON.stringify([day, isItem, model]);
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const isWholeDay = model === ALL_MODELS && !isItem;
    const hasCounts = !isItem && (this.#usage === 'model' || (isWholeDay && this.#usage === 'day'));
    const hasMoney = this.#costs === 'model' || (isWholeDay && this.#costs === 'day');
    const row: GatheredRow = {
      ...{ day, model, isItem, ledger: NO_COUNTS, unpricedCalls: 0n, offListCalls: 0n },
      provider: hasCounts ? NO_COUNTS : undefined,
      costs: hasMoney ? new Map() : undefined,
      ...{ isBilled: false, isDiscounted: false, isOffsetDay: false },
      names: { provider: new Set(), ledger: new Set() },
    };
    this.#rows.set(key, row);
    return row;
  }
}

function groupingOf<T>(lines: readonly T[] | undefined, isToldApart: (line: T) => boolean): Grouping {
  if (lines === undefined) return 'none';
  return lines.every(isToldApart) ? 'model' : 'day';
}

function note(row: GatheredRow, line: ProviderUsage | ProviderCost): void {
  row.isBilled = true;
  if (line.model !== null) row.names.provider.add(line.model);
  const hasTier = line.serviceTier !== null && !STANDARD_TIERS.has(line.serviceTier.toLowerCase());
  if (line.batch === true || hasTier) row.isDiscounted = true;
  if (line.to - line.from >= MS_PER_DAY && line.from % MS_PER_DAY !== 0) row.isOffsetDay = true;
}

function addMoney(row: GatheredRow, currency: string, { provider, ledger, uncertainty }: CostFacts): void {
  if (row.costs === undefined) return;
  const sum = row.costs.get(currency) ?? { provider: 0n, ledger: 0n, uncertainty: 0n };
  row.costs.set(currency, {
    provider: sum.provider + provider,
    ledger: sum.ledger + ledger,
    uncertainty: sum.uncertainty + uncertainty,
  });
}
