import type { PriceRow } from '@suanpan/catalogue';
import { OWN_BOOK } from './own-book.ts';

type Conditions = Pick<PriceRow, 'serviceTier' | 'region' | 'daily' | 'aboveInputTokens' | 'effectiveFrom'>;

/**
 * Orders rows of one leaf of one list, the most specific first: a named service tier before the standard one, a named region
 * before any, a daily window before the whole day, the higher context tier, and the later start, so that a price
 * is changed by appending a row. 0 means the same rank: when both hold for a call, the price is ambiguous.
 */
export function compareRowRank(a: Conditions, b: Conditions): number {
  return (
    named(b.serviceTier) - named(a.serviceTier) ||
    named(b.region) - named(a.region) ||
    named(b.daily) - named(a.daily) ||
    b.aboveInputTokens - a.aboveInputTokens ||
    startOf(b) - startOf(a)
  );
}

/**
 * How far ahead of others a list stands, whatever the model's name: the root's own before everybody's, and what people wrote
 * before what a feed says. A larger number comes first.
 */
export function bookRank({ root, book }: Pick<PriceRow, 'root' | 'book'>): number {
  return (root === null ? 0 : 2) + (book === OWN_BOOK ? 1 : 0);
}

function named(condition: unknown): number {
  return condition === null ? 0 : 1;
}

function startOf({ effectiveFrom }: Conditions): number {
  return effectiveFrom ?? Number.MIN_SAFE_INTEGER;
}
