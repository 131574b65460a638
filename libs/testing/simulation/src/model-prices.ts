import type { Change, PriceRow } from '@suanpan/catalogue';
import type { Entry } from '@suanpan/facts';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { type Price, statelessCharging } from '@suanpan/rated-log';

export const PROVIDER = 'sim';
const CURRENCIES = ['USD', 'CNY'] as const;

/** The price row of one model and currency, as the admin of the world writes it. */
export function priceRow(model: string, currency: string, unitPrice: string, id: string): PriceRow {
  return {
    id,
    book: 'own',
    provider: PROVIDER,
    model,
    matcher: { equals: model },
    leaf: 'uncached_input',
    unitPrice,
    currency,
    effectiveFrom: null,
    effectiveTo: null,
    daily: null,
    aboveInputTokens: 0,
    serviceTier: null,
    region: null,
    root: null,
    source: { feed: 'simulation', version: '1' },
    flag: null,
  };
}

/** The price a model has from a revision on: unit price per currency, or none. */
export interface PriceChange {
  readonly revision: number;
  readonly model: string;
  readonly unitPrices: Readonly<Record<string, string>>;
}

/** The changes of the catalogue that bring a model from one price to another. */
export function changesOf(change: PriceChange, before: PriceChange | undefined): Change[] {
  const changes: Change[] = [];
  for (const currency of CURRENCIES) {
    const id = `price-${change.model}-${currency}`;
    const [was, is] = [before?.unitPrices[currency], change.unitPrices[currency]];
    if (was === is) continue;
    const row = (unit: string | undefined) => (unit === undefined ? null : priceRow(change.model, currency, unit, id));
    changes.push({ entity: 'priceRow', id, before: row(was), after: row(is) });
  }
  return changes;
}

/** The pricing the simulated raters use: one entry for each price row in force of the event's model. */
const modelPrice: Price = (event, view) => {
  const rows = view.priceRows(PROVIDER).filter(({ model }) => model === event.requestedModel);
  if (rows.length === 0) return { priced: false, reason: 'model_unpriced', detail: event.requestedModel };
  if (event.inputTokens === 0) return { priced: true, reason: 'nothing_to_price', entries: [] };
  return { priced: true, reason: 'priced', entries: rows.map((row) => entryOf(row, event.inputTokens)) };
};

/** What the simulated raters decide by. */
export const modelCharging = statelessCharging(modelPrice);

function entryOf(row: PriceRow, quantity: number): Entry {
  const amount = decimalFromAtto(storedAtto(row.unitPrice) * BigInt(quantity));
  const line = { leaf: row.leaf, quantity, unitPrice: row.unitPrice, amount, priceRow: row.id };
  return { currency: row.currency, amount, lines: [line] };
}
