import type { ModelMatcher } from '@suanpan/catalogue';

/** No match. Every match ranks at 0 or above. */
export const NO_MATCH = -1;

// The classes lie further apart than any text is long, so that a longer text only decides within its class.
const EQUALS = 40_000;
const REGEX = 30_000;
const STARTS_WITH = 20_000;
const ENDS_WITH = 10_000;

/** The form in which model names are compared: no white space around, lower case. */
export function comparableModel(name: string): string {
  return name.trim().toLowerCase();
}

/**
 * How specifically a matcher fits a model name that `comparableModel` has normalised: {@link NO_MATCH}, or a rank.
 * An equal name beats an expression, which beats a prefix, a suffix and a part; within one kind the longer text wins.
 * `any` ranks as its best member, `all` as its best member when all of them match. An expression is tried as it is,
 * so that one without anchors may match in the middle; one that does not compile matches nothing.
 */
export function matchRank(matcher: ModelMatcher, name: string): number {
  if ('equals' in matcher) return matcher.equals.toLowerCase() === name ? EQUALS + matcher.equals.length : NO_MATCH;
  if ('startsWith' in matcher)
    return name.startsWith(matcher.startsWith.toLowerCase()) ? STARTS_WITH + matcher.startsWith.length : NO_MATCH;
  if ('endsWith' in matcher)
    return name.endsWith(matcher.endsWith.toLowerCase()) ? ENDS_WITH + matcher.endsWith.length : NO_MATCH;
  if ('contains' in matcher) return name.includes(matcher.contains.toLowerCase()) ? matcher.contains.length : NO_MATCH;
  if ('regex' in matcher) return compiled(matcher.regex)?.test(name) ? REGEX + matcher.regex.length : NO_MATCH;
  if ('any' in matcher) return matcher.any.reduce((best, part) => Math.max(best, matchRank(part, name)), NO_MATCH);
  return rankOfAll(matcher.all, name);
}

function rankOfAll(parts: readonly ModelMatcher[], name: string): number {
  let best = NO_MATCH;
  for (const part of parts) {
    const rank = matchRank(part, name);
    if (rank === NO_MATCH) return NO_MATCH;
    best = Math.max(best, rank);
  }
  return best;
}

/** The expression as it is tried, or `undefined` if it does not compile; price rows with such a one are refused when written. */
export function compiled(expression: string): RegExp | undefined {
  try {
    return new RegExp(expression, 'i');
  } catch {
    return undefined;
  }
}

/** The names and parts of names that a matcher mentions, as they are compared; an expression mentions none. */
export function namesIn(matcher: ModelMatcher): string[] {
  if ('any' in matcher) return matcher.any.flatMap(namesIn);
  if ('all' in matcher) return matcher.all.flatMap(namesIn);
  return 'regex' in matcher ? [] : Object.values(matcher).map((text) => comparableModel(String(text)));
}
