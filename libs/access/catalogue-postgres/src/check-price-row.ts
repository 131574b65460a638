import type { ModelMatcher, PriceRow } from '@suanpan/catalogue';
import { LEAVES } from '@suanpan/facts';
import { isCurrency } from '@suanpan/money';
import { isPlainText } from './check-shape.ts';

/** Plain decimal, not negative, no idle leading zero, at most 18 fraction digits: what Decimal(38,18) holds. */
const UNIT_PRICE = /^(0|[1-9]\d{0,19})(\.\d{1,18})?$/;
const SECONDS_PER_DAY = 86_400;
const MATCHER_DEPTH_MAX = 8;
const MATCHER_PARTS_MAX = 200;
const ROW_ID_LENGTH_MAX = 300;

/** What is wrong with the shape of a price row, if anything. */
export function priceRowFlaw(row: PriceRow): string | undefined {
  if (!isPlainText(row.id, ROW_ID_LENGTH_MAX)) return `id must be 1 to ${ROW_ID_LENGTH_MAX} characters.`;
  for (const field of ['book', 'provider', 'model'] as const) {
    if (!isPlainText(row[field])) return `${field} must be a text of 1 to 200 characters.`;
  }
  if (!LEAVES.includes(row.leaf)) return `leaf must be one of ${LEAVES.join(', ')}.`;
  if (typeof row.unitPrice !== 'string' || !UNIT_PRICE.test(row.unitPrice)) {
    return 'unitPrice must be a plain decimal text, not negative, with at most 18 fraction digits.';
  }
  if (!isCurrency(row.currency)) return 'currency must be three capital letters.';
  if (!Number.isSafeInteger(row.aboveInputTokens) || row.aboveInputTokens < 0) {
    return 'aboveInputTokens must be a whole number, not negative.';
  }
  for (const field of ['serviceTier', 'region'] as const) {
    if (row[field] !== null && !isPlainText(row[field]))
      return `${field} must be a text of 1 to 200 characters or null.`;
  }
  if (row.flag !== null && row.flag !== 'float_artefact') return 'flag must be float_artefact or null.';
  if (!isPlainText(row.source?.feed) || !isPlainText(row.source.version)) return 'source must name feed and version.';
  return validityFlaw(row) ?? matcherFlaw(row.matcher);
}

function validityFlaw(row: PriceRow): string | undefined {
  const { effectiveFrom: from, effectiveTo: to, daily } = row;
  for (const instant of [from, to]) {
    if (instant !== null && !Number.isSafeInteger(instant))
      return 'effectiveFrom and effectiveTo must be epoch ms or null.';
  }
  if (from !== null && to !== null && from >= to) return 'effectiveFrom must lie before effectiveTo.';
  if (daily === null) return undefined;
  for (const second of [daily.fromSecond, daily.toSecond]) {
    const inDay = Number.isSafeInteger(second) && second >= 0 && second <= SECONDS_PER_DAY;
    if (!inDay) return 'daily must lie between seconds 0 and 86400.';
  }
  return daily.fromSecond === daily.toSecond ? 'daily must not be empty.' : undefined;
}

/** What is wrong with a matcher, if anything: an unknown form, an expression that does not compile, or too many parts. */
export function matcherFlaw(matcher: ModelMatcher): string | undefined {
  const parts = { left: MATCHER_PARTS_MAX };
  return partFlaw(matcher, 1, parts);
}

function partFlaw(matcher: ModelMatcher, depth: number, parts: { left: number }): string | undefined {
  parts.left -= 1;
  if (parts.left < 0 || depth > MATCHER_DEPTH_MAX) return 'matcher has too many parts.';
  const entries = Object.entries(matcher ?? {});
  const [form, value] = (entries.length === 1 ? entries[0] : undefined) ?? ['', undefined];
  switch (form) {
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return isPlainText(value) ? undefined : `matcher ${form} must be a text of 1 to 200 characters.`;
    case 'regex':
      return regexFlaw(value);
    case 'any':
    case 'all':
      return listFlaw(form, value, depth, parts);
    default:
      return 'matcher must have exactly one of equals, startsWith, endsWith, contains, regex, any, all.';
  }
}

function listFlaw(form: string, value: unknown, depth: number, parts: { left: number }): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return `matcher ${form} must be a list that is not empty.`;
  for (const part of value as ModelMatcher[]) {
    const flaw = partFlaw(part, depth + 1, parts);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

function regexFlaw(value: unknown): string | undefined {
  if (!isPlainText(value)) return 'matcher regex must be a text of 1 to 200 characters.';
  try {
    new RegExp(value, 'i');
    return undefined;
  } catch (error) {
    return `matcher regex does not compile: ${(error as Error).message}`;
  }
}
