import { LEAVES } from '@suanpan/facts';
import {
  type Check,
  currency,
  decimal,
  every,
  fields,
  id,
  instant,
  must,
  oneOf,
  optional,
  orNull,
  set,
  text,
  whole,
} from './check.ts';
import { matcherFlaw } from './matcher-flaw.ts';
import type { ModelMatcher, PriceRow } from './price-row.ts';

const SECONDS_PER_DAY = 86_400;
/** More than any price list quotes a price for. */
const PER_MAX = 1_000_000_000;
/** Ids that are derived from what a row says are longer than those people give. */
export const ROW_ID_LENGTH_MAX = 300;

export const rowId = text(ROW_ID_LENGTH_MAX);

export const matcher: Check = (value) => matcherFlaw(value as ModelMatcher);

/** Two fields that bound a time: from before to, either open. */
export function spanInOrder(from: string, to: string): Check {
  return (value) => {
    const bounds = value as Record<string, number | null>;
    const [start, end] = [bounds[from], bounds[to]];
    if (typeof start !== 'number' || typeof end !== 'number' || start < end) return undefined;
    return `${from} must lie before ${to}.`;
  };
}

const daily = every(
  fields<NonNullable<PriceRow['daily']>>({
    fromSecond: whole(0, SECONDS_PER_DAY),
    toSecond: whole(0, SECONDS_PER_DAY),
  }),
  must('a window that is not empty', (value) => {
    const { fromSecond, toSecond } = value as NonNullable<PriceRow['daily']>;
    return fromSecond !== toSecond;
  }),
);

const shape = every(
  fields<PriceRow>({
    id: rowId,
    book: text(),
    provider: text(),
    model: text(),
    matcher,
    leaf: oneOf(...LEAVES),
    unitPrice: decimal,
    per: optional(whole(2, PER_MAX)),
    currency,
    effectiveFrom: orNull(instant),
    effectiveTo: orNull(instant),
    daily: orNull(daily),
    weekdays: optional(set(whole(0, 6), { least: 1, most: 7 })),
    aboveInputTokens: whole(0),
    serviceTier: orNull(text()),
    region: orNull(text()),
    root: orNull(id),
    account: optional(id),
    source: fields<PriceRow['source']>({ feed: text(), version: text() }),
    approval: optional(
      fields<NonNullable<PriceRow['approval']>>({ proposal: text(), proposedBy: text(), approvedBy: text() }),
    ),
    flag: orNull(oneOf('float_artefact')),
  }),
  spanInOrder('effectiveFrom', 'effectiveTo'),
  (value) => {
    const row = value as PriceRow;
    return row.account !== undefined && row.root === null ? 'account is one of a root; root is missing.' : undefined;
  },
);

/** What is wrong with the shape of a price row, if anything. */
export function priceRowFlaw(row: PriceRow): string | undefined {
  return shape(row, '');
}
