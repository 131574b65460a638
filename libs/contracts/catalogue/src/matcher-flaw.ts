import { isPlainText } from './check.ts';
import type { ModelMatcher } from './price-row.ts';

const DEPTH_MAX = 8;
const PARTS_MAX = 200;
/** Parts of an expression that may match more or less of a name: what the cost of trying it grows with. */
const OPEN_REPEATS_MAX = 2;
const CHOICES_MAX = 8;
/** A repeat from n to m that is wider than this counts as open. */
const REPEAT_SPAN_MAX = 16;

/**
 * What is wrong with a matcher, if anything: an unknown form, too many parts, an expression that does not compile, or one
 * that could take very long on a name somebody else chose.
 */
export function matcherFlaw(matcher: ModelMatcher): string | undefined {
  return partFlaw(matcher, 1, { left: PARTS_MAX });
}

function partFlaw(matcher: unknown, depth: number, parts: { left: number }): string | undefined {
  parts.left -= 1;
  if (parts.left < 0 || depth > DEPTH_MAX) return 'matcher has too many parts.';
  const entries = typeof matcher === 'object' && matcher !== null ? Object.entries(matcher) : [];
  const [form, value] = (entries.length === 1 ? entries[0] : undefined) ?? ['', undefined];
  switch (form) {
    case 'equals':
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      return isPlainText(value) ? undefined : `matcher ${form} must be a text of 1 to 200 characters.`;
    case 'regex':
      return expressionFlaw(value);
    case 'any':
    case 'all':
      return listFlaw(form, value, depth, parts);
    default:
      return 'matcher must have exactly one of equals, startsWith, endsWith, contains, regex, any, all.';
  }
}

function listFlaw(form: string, value: unknown, depth: number, parts: { left: number }): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return `matcher ${form} must be a list that is not empty.`;
  for (const part of value as unknown[]) {
    const flaw = partFlaw(part, depth + 1, parts);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

function expressionFlaw(value: unknown): string | undefined {
  if (!isPlainText(value)) return 'matcher regex must be a text of 1 to 200 characters.';
  try {
    new RegExp(value, 'i');
  } catch (error) {
    return `matcher regex does not compile: ${(error as Error).message}`;
  }
  return costFlaw(value);
}

/** An escaped character, a class, a quantifier, or any other character. */
const TOKEN = /\\.|\[(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|[\s\S]/g;

/**
 * Model names come with usage, so that an expression which backtracks without end would stop the rating of others. What
 * repeats or chooses must not itself be repeated, and only so many parts may vary.
 */
function costFlaw(expression: string): string | undefined {
  const tokens = expression.match(TOKEN) ?? [];
  const open: { varies: boolean }[] = [{ varies: false }];
  let [repeats, choices] = [0, 0];
  for (const [i, token] of tokens.entries()) {
    const group = open.at(-1);
    if (token === '(') open.push({ varies: false });
    else if (token === ')') {
      const closed = open.pop();
      if (closed?.varies !== true) continue;
      if ((boundsOf(tokens[i + 1] ?? '')?.most ?? 1) > 1) return 'matcher regex repeats a repetition.';
      const above = open.at(-1);
      if (above !== undefined) above.varies = true;
    } else if (tokens[i - 1] !== '(' && group !== undefined) {
      // A question mark right after a parenthesis names the kind of group.
      const bounds = token === '|' ? { least: 0, most: 1 } : boundsOf(token);
      if (bounds === undefined || bounds.least === bounds.most) continue;
      group.varies = true;
      if (bounds.most - bounds.least > REPEAT_SPAN_MAX) repeats += 1;
      else choices += 1;
    }
  }
  if (repeats > OPEN_REPEATS_MAX) return `matcher regex has more than ${OPEN_REPEATS_MAX} open repeats.`;
  return choices > CHOICES_MAX ? `matcher regex has more than ${CHOICES_MAX} choices.` : undefined;
}

/** How often a quantifier lets its part stand; `undefined` for what is none. */
function boundsOf(token: string): { readonly least: number; readonly most: number } | undefined {
  if (token === '*' || token === '+') return { least: token === '*' ? 0 : 1, most: Number.POSITIVE_INFINITY };
  if (token === '?') return { least: 0, most: 1 };
  const parts = /^\{(\d+)(,(\d*))?\}$/.exec(token);
  if (parts === null) return undefined;
  const [, least = '0', comma, most = ''] = parts;
  if (comma === undefined) return { least: Number(least), most: Number(least) };
  return { least: Number(least), most: most === '' ? Number.POSITIVE_INFINITY : Number(most) };
}
