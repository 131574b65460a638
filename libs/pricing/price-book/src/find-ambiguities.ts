import type { ModelMatcher, PriceRow } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { comparableModel, matchRank, NO_MATCH } from './model-match.ts';
import { bookRank, compareRowRank } from './row-rank.ts';

/** Two rows of the same rank that can hold for one call, which would then have no price. */
export interface Ambiguity {
  readonly rows: readonly [PriceRow, PriceRow];
  readonly why: string;
}

const SECONDS_PER_DAY = 86_400;

/**
 * Finds rows that contend, before they are written: within one list, and between lists whose matchers fit a name equally well.
 * The names tried are those that the rows themselves mention; an expression alone mentions none.
 */
export function findAmbiguities(rows: readonly PriceRow[]): Ambiguity[] {
  const lists = groupBy(rows, (row) => JSON.stringify([row.root, row.book, row.provider, row.model]));
  const contenders = groupBy([...lists.values()], ([first]) =>
    first === undefined ? '' : JSON.stringify([first.provider, first.root, bookRank(first)]),
  );
  return [
    ...[...lists.values()].flatMap(withinList),
    ...[...contenders.values()].flatMap((ofOneRank) => betweenLists(ofOneRank)),
  ];
}

/** The fault `price_ambiguous` for rows that contend, or `undefined`. */
export function ambiguityFault(rows: readonly PriceRow[]): Fault | undefined {
  const found = findAmbiguities(rows)[0];
  return found === undefined
    ? undefined
    : new Fault('price_ambiguous', `${found.rows[0].id} and ${found.rows[1].id}: ${found.why}.`);
}

function withinList(rows: readonly PriceRow[]): Ambiguity[] {
  const found: Ambiguity[] = [];
  const kinds = groupBy(rows, (row) => JSON.stringify([row.leaf, row.serviceTier, row.region, row.aboveInputTokens]));
  for (const ofKind of kinds.values()) {
    for (const pair of pairs(ofKind)) {
      if (compareRowRank(...pair) === 0 && canHoldTogether(...pair))
        found.push({ rows: pair, why: `two prices of ${pair[0].leaf} for ${pair[0].model} at the same time` });
    }
  }
  return found;
}

function betweenLists(lists: readonly (readonly PriceRow[])[]): Ambiguity[] {
  const found = new Map<string, Ambiguity>();
  const heads = lists.flatMap((rows) => (rows[0] === undefined ? [] : [{ rows, head: rows[0] }]));
  const names = new Set(heads.flatMap(({ head }) => [comparableModel(head.model), ...namesIn(head.matcher)]));
  for (const name of names) {
    const matching = heads
      .map((list) => ({ ...list, rank: matchRank(list.head.matcher, name) }))
      .filter(({ rank }) => rank !== NO_MATCH);
    for (const [a, b] of pairs(matching)) {
      if (a.rank !== b.rank) continue;
      const rows = firstTogether(a.rows, b.rows);
      const key = JSON.stringify([a.head.model, b.head.model]);
      if (rows !== undefined) found.set(key, { rows, why: `two lists fit the model ${name} equally well` });
    }
  }
  return [...found.values()];
}

function firstTogether(
  some: readonly PriceRow[],
  others: readonly PriceRow[],
): readonly [PriceRow, PriceRow] | undefined {
  for (const a of some) {
    for (const b of others) if (sameOrAny(a, b) && canHoldTogether(a, b)) return [a, b];
  }
  return undefined;
}

/** A row without a tier or region holds for calls of any; two that name different ones never meet. */
function sameOrAny(a: PriceRow, b: PriceRow): boolean {
  const meets = (x: string | null, y: string | null): boolean => x === null || y === null || x === y;
  return meets(a.serviceTier, b.serviceTier) && meets(a.region, b.region);
}

function canHoldTogether(a: PriceRow, b: PriceRow): boolean {
  const from = Math.max(a.effectiveFrom ?? Number.NEGATIVE_INFINITY, b.effectiveFrom ?? Number.NEGATIVE_INFINITY);
  const to = Math.min(a.effectiveTo ?? Number.POSITIVE_INFINITY, b.effectiveTo ?? Number.POSITIVE_INFINITY);
  if (from >= to) return false;
  return spans(a.daily).some(([start, end]) => spans(b.daily).some(([s, e]) => start < e && s < end));
}

/** A daily window as spans that do not wrap midnight. */
function spans(daily: PriceRow['daily']): readonly (readonly [number, number])[] {
  if (daily === null) return [[0, SECONDS_PER_DAY]];
  const { fromSecond, toSecond } = daily;
  if (fromSecond < toSecond) return [[fromSecond, toSecond]];
  return [
    [fromSecond, SECONDS_PER_DAY],
    [0, toSecond],
  ];
}

function namesIn(matcher: ModelMatcher): string[] {
  if ('any' in matcher) return matcher.any.flatMap(namesIn);
  if ('all' in matcher) return matcher.all.flatMap(namesIn);
  return 'regex' in matcher ? [] : Object.values(matcher).map((text) => comparableModel(String(text)));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function pairs<T>(items: readonly T[]): (readonly [T, T])[] {
  return items.flatMap((a, index) => items.slice(index + 1).map((b) => [a, b] as const));
}
