import type { ModelMatcher, PriceRow } from '@suanpan/catalogue';
import { LEAVES } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { attoFromDecimal, isCurrency } from '@suanpan/money';
import { compiled } from './model-match.ts';

const SECONDS_PER_DAY = 86_400;
const EXPRESSION_LENGTH_MAX = 200;
const MATCHER_DEPTH_MAX = 8;

// A repeated group that repeats inside is where backtracking explodes; model names need no such thing.
const NESTED_REPEAT = /\([^)]*[+*}][^)]*\)[+*{]/;

/** The fault of a price row that must not be written, or `undefined` for a sound one. Names the first flaw. */
export function validatePriceRow(row: PriceRow): Fault | undefined {
  const flaw = priceFlaw(row) ?? windowFlaw(row) ?? matcherFlaw(row.matcher, 1);
  return flaw === undefined ? undefined : new Fault('price_invalid', flaw);
}

function priceFlaw(row: PriceRow): string | undefined {
  if (row.provider === '' || row.model === '' || row.book === '') return 'Book, provider and model must not be empty.';
  if (!LEAVES.includes(row.leaf)) return `There is no leaf "${String(row.leaf)}".`;
  if (!isCurrency(row.currency)) return `"${row.currency}" is no currency code of three capital letters.`;
  const atto = attoFromDecimal(row.unitPrice);
  if (atto === undefined) return `"${row.unitPrice}" is not a decimal text with at most 18 fraction digits.`;
  if (atto < 0n) return `The price ${row.unitPrice} is negative.`;
  if (!Number.isSafeInteger(row.aboveInputTokens) || row.aboveInputTokens < 0)
    return `A context tier starts above a whole number of tokens, not ${String(row.aboveInputTokens)}.`;
  return undefined;
}

function windowFlaw({ effectiveFrom, effectiveTo, daily }: PriceRow): string | undefined {
  for (const instant of [effectiveFrom, effectiveTo]) {
    if (instant !== null && !Number.isSafeInteger(instant)) return 'Effective times are epoch milliseconds or null.';
  }
  if (effectiveFrom !== null && effectiveTo !== null && effectiveFrom >= effectiveTo)
    return 'effectiveTo must lie after effectiveFrom.';
  if (daily === null) return undefined;
  for (const second of [daily.fromSecond, daily.toSecond]) {
    if (!Number.isSafeInteger(second) || second < 0 || second > SECONDS_PER_DAY)
      return 'A daily window lies between second 0 and second 86400 of the UTC day.';
  }
  return daily.fromSecond === daily.toSecond ? 'A daily window must not be empty.' : undefined;
}

function matcherFlaw(matcher: ModelMatcher, depth: number): string | undefined {
  if (depth > MATCHER_DEPTH_MAX) return 'The matcher is nested too deeply.';
  if ('regex' in matcher) return expressionFlaw(matcher.regex);
  const parts = 'any' in matcher ? matcher.any : 'all' in matcher ? matcher.all : undefined;
  if (parts === undefined) {
    const text = Object.values(matcher)[0] as unknown;
    return typeof text === 'string' && text !== '' ? undefined : 'A matcher needs a text that is not empty.';
  }
  if (parts.length === 0) return 'A matcher needs at least one part.';
  for (const part of parts) {
    const flaw = matcherFlaw(part, depth + 1);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

function expressionFlaw(expression: string): string | undefined {
  if (expression === '' || expression.length > EXPRESSION_LENGTH_MAX)
    return `An expression has 1 to ${EXPRESSION_LENGTH_MAX} characters.`;
  if (compiled(expression) === undefined) return `The expression "${expression}" does not compile.`;
  return NESTED_REPEAT.test(expression) ? `The expression "${expression}" repeats a repetition.` : undefined;
}
