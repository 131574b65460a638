import type { PriceRow } from '@suanpan/catalogue';
import { isPublicFeed } from './books.ts';

type Conditions = Pick<
  PriceRow,
  'serviceTier' | 'region' | 'daily' | 'weekdays' | 'aboveInputTokens' | 'effectiveFrom'
>;

/**
 * Orders rows of one leaf of one list, the most specific first: a named service tier before the standard one, a named region
 * before any, a daily window before the whole day, one of some weekdays before one of all, the higher context tier, and
 * the later start, so that a price is changed by appending a row. 0 means the same rank: when both hold for a call, the
 * price is ambiguous.
 */
export function compareRowRank(a: Conditions, b: Conditions): number {
  return (
    named(b.serviceTier) - named(a.serviceTier) ||
    named(b.region) - named(a.region) ||
    named(b.daily) - named(a.daily) ||
    named(b.weekdays) - named(a.weekdays) ||
    b.aboveInputTokens - a.aboveInputTokens ||
    startOf(b) - startOf(a)
  );
}

/** How far ahead of others of its scope a list stands: what people wrote before what a feed says. The larger comes first. */
export function bookRank({ book }: Pick<PriceRow, 'book'>): number {
  return isPublicFeed(book) ? 0 : 1;
}

/**
 * Whose price a row is, as a key: everybody's, a root's, or an account's with everything below it. The nearest scope of a
 * call that has a list is taken, so that rows of two scopes never contend.
 */
export function scopeKey({ root, account }: Pick<PriceRow, 'root' | 'account'>): string {
  if (root === null) return '';
  return account === undefined ? root : JSON.stringify([root, account]);
}

function named(condition: unknown): number {
  return condition === null || condition === undefined ? 0 : 1;
}

function startOf({ effectiveFrom }: Conditions): number {
  return effectiveFrom ?? Number.MIN_SAFE_INTEGER;
}
