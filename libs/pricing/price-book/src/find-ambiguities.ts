import type { ModelMatcher, PriceRow } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { windowsMeet } from './daily-window.ts';
import { spansMeet } from './effective-span.ts';
import { comparableModel, matchRank, NO_MATCH, namesIn } from './model-match.ts';
import { bookRank, compareRowRank, scopeKey } from './row-rank.ts';

/** Two things of the same rank that can hold for one call, which would then have no price; by their ids. */
export interface Ambiguity {
  readonly ids: readonly [string, string];
  readonly why: string;
}

/** The rows of one list that share a matcher. */
interface Part {
  readonly list: string;
  readonly matcher: ModelMatcher;
  readonly rows: readonly PriceRow[];
  /** Names it is found by, where it matches nothing but equal ones. */
  readonly equals: readonly string[] | undefined;
  readonly concerned: boolean;
}

/**
 * Finds rows that contend, before they are written: within one list, and between lists whose matchers fit a name equally well.
 * The names tried are those that the rows themselves mention; an expression alone mentions none. With `concerned`, only pairs
 * that include such a row are looked for.
 */
export function findAmbiguities(
  rows: readonly PriceRow[],
  concerned: (row: PriceRow) => boolean = () => true,
): Ambiguity[] {
  const rivals = Map.groupBy(rows, (row) => JSON.stringify([row.provider, scopeKey(row), bookRank(row)]));
  return [...rivals.values()].flatMap((group) => {
    if (!group.some(concerned)) return [];
    const lists = Map.groupBy(group, (row) => JSON.stringify([row.book, row.model]));
    return [
      ...[...lists.values()].flatMap((list) => withinList(list, concerned)),
      ...betweenLists(
        [...lists].flatMap(([list, ofList]) => partsOf(list, ofList, concerned)),
        concerned,
      ),
    ];
  });
}

/** The fault `price_ambiguous` for the first of what contends, or `undefined`. */
export function ambiguityFault([first]: readonly Ambiguity[]): Fault | undefined {
  if (first === undefined) return undefined;
  return new Fault('price_ambiguous', `${first.ids[0]} and ${first.ids[1]}: ${first.why}.`);
}

function withinList(rows: readonly PriceRow[], concerned: (row: PriceRow) => boolean): Ambiguity[] {
  if (!rows.some(concerned)) return [];
  const found: Ambiguity[] = [];
  for (const ofKind of Map.groupBy(rows, kindOf).values()) {
    if (!ofKind.some(concerned)) continue;
    for (const [a, b] of pairs(ofKind)) {
      if (!concerned(a) && !concerned(b)) continue;
      if (compareRowRank(a, b) === 0 && canHoldTogether(a, b))
        found.push({ ids: [a.id, b.id], why: `two prices of ${a.leaf} for ${a.model} at the same time` });
    }
  }
  return found;
}

/** Rows of two kinds never contend within a list: they are for different calls, or the later start wins. */
function kindOf(row: PriceRow): string {
  const { leaf, serviceTier, region, aboveInputTokens, effectiveFrom } = row;
  return JSON.stringify([leaf, serviceTier?.toLowerCase(), region?.toLowerCase(), aboveInputTokens, effectiveFrom]);
}

function partsOf(list: string, rows: readonly PriceRow[], concerned: (row: PriceRow) => boolean): Part[] {
  return [...Map.groupBy(rows, ({ matcher }) => JSON.stringify(matcher)).values()].flatMap((ofPart) => {
    const matcher = ofPart[0]?.matcher;
    if (matcher === undefined) return [];
    return [{ list, matcher, rows: ofPart, equals: equalNames(matcher), concerned: ofPart.some(concerned) }];
  });
}

function betweenLists(parts: readonly Part[], concerned: (row: PriceRow) => boolean): Ambiguity[] {
  const found = new Map<string, Ambiguity>();
  const byName = new Map<string, Part[]>();
  for (const part of parts) for (const name of part.equals ?? []) byName.set(name, [...(byName.get(name) ?? []), part]);
  const open = parts.filter(({ equals }) => equals === undefined);
  const openConcerned = open.filter((part) => part.concerned);
  for (const name of mentioned(parts)) {
    const equal = byName.get(name) ?? [];
    if (!equal.some((part) => part.concerned) && !openConcerned.some((part) => fits(part, name))) continue;
    const matching = [...equal, ...open]
      .map((part) => ({ part, rank: matchRank(part.matcher, name) }))
      .filter(({ rank }) => rank !== NO_MATCH);
    for (const [a, b] of pairs(matching)) {
      if (a.rank !== b.rank || a.part.list === b.part.list) continue;
      const ids = firstTogether(a.part.rows, b.part.rows, concerned);
      const key = [a.part.list, b.part.list].sort().join();
      if (ids !== undefined) found.set(key, { ids, why: `two lists fit the model ${name} equally well` });
    }
  }
  return [...found.values()];
}

function mentioned(parts: readonly Part[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { matcher, rows } of parts) {
    for (const name of namesIn(matcher)) names.add(name);
    for (const { model } of rows) names.add(comparableModel(model));
  }
  return names;
}

function fits({ matcher }: Part, name: string): boolean {
  return matchRank(matcher, name) !== NO_MATCH;
}

/** The names of a matcher that matches nothing but equal ones, which is most of them and found without trying. */
function equalNames(matcher: ModelMatcher): string[] | undefined {
  if ('equals' in matcher) return [comparableModel(matcher.equals)];
  if (!('any' in matcher)) return undefined;
  const names = matcher.any.map(equalNames);
  return names.every((some) => some !== undefined) ? [...new Set(names.flat())] : undefined;
}

function firstTogether(
  some: readonly PriceRow[],
  others: readonly PriceRow[],
  concerned: (row: PriceRow) => boolean,
): readonly [string, string] | undefined {
  for (const a of some) {
    for (const b of others) {
      if ((concerned(a) || concerned(b)) && sameOrAny(a, b) && canHoldTogether(a, b)) return [a.id, b.id];
    }
  }
  return undefined;
}

/** A row without a tier or region holds for calls of any; two that name different ones never meet. */
function sameOrAny(a: PriceRow, b: PriceRow): boolean {
  const meets = (x: string | null, y: string | null): boolean =>
    x === null || y === null || x.toLowerCase() === y.toLowerCase();
  return meets(a.serviceTier, b.serviceTier) && meets(a.region, b.region);
}

function canHoldTogether(a: PriceRow, b: PriceRow): boolean {
  return spansMeet(a, b) && windowsMeet(a, b);
}

function pairs<T>(items: readonly T[]): (readonly [T, T])[] {
  return items.flatMap((a, index) => items.slice(index + 1).map((b) => [a, b] as const));
}
