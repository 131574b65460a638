import { attoFromDecimal, decimalFromAtto } from '@suanpan/money';
import { type CounterMoves, damagedCounter, readJson } from './counter-moves.ts';

/** Money of accepted results in one month of a root, in atto units, by {@link resultKey}. */
export type ResultSums = ReadonlyMap<string, bigint>;

/** An assignment and its component; ids of components hold no `|`. */
export function resultKey(assignment: string, component: string): string {
  return `${assignment}|${component}`;
}

export function readResultSums(moves: CounterMoves, name: string): ResultSums {
  const value = readJson(moves, name);
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || value === null) throw damagedCounter(name);
  return new Map(
    Object.entries(value).map(([key, text]) => {
      const atto = typeof text === 'string' ? attoFromDecimal(text) : undefined;
      if (atto === undefined) throw damagedCounter(name);
      return [key, atto];
    }),
  );
}

export function addResult(moves: CounterMoves, name: string, key: string, atto: bigint): void {
  const sums = new Map(readResultSums(moves, name));
  sums.set(key, (sums.get(key) ?? 0n) + atto);
  const texts = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([one, sum]) => [one, decimalFromAtto(sum)]);
  moves.set(name, JSON.stringify(Object.fromEntries(texts)));
}

/** What the results of all components of an assignment come to. */
export function resultsOf(sums: ResultSums, assignment: string): bigint {
  let total = 0n;
  for (const [key, atto] of sums) if (key.slice(0, key.lastIndexOf('|')) === assignment) total += atto;
  return total;
}
