import { EXACT_ZERO, type Exact, exactText, plus, rationalOf } from '@suanpan/money';
import { type CounterMoves, damagedCounter } from './counter-moves.ts';
import { microOf, microText } from './quantity.ts';

/** A counter of money or any exact number; 0 where it was never set. */
export function readNumber(moves: CounterMoves, name: string): Exact {
  const text = moves.get(name);
  if (text === undefined) return EXACT_ZERO;
  const value = rationalOf(text);
  if (value === undefined) throw damagedCounter(name);
  return value;
}

/** Adds to a counter of an exact number. One that comes to 0 is forgotten. */
export function moveNumber(moves: CounterMoves, name: string, by: Exact): void {
  if (by.digits === 0n) return;
  const value = plus(readNumber(moves, name), by);
  moves.set(name, value.digits === 0n ? null : exactText(value));
}

/** A counter of units, in millionths; 0 where it was never set. */
export function readMicro(moves: CounterMoves, name: string): bigint {
  const text = moves.get(name);
  if (text === undefined) return 0n;
  const micro = microOf(text);
  if (micro === undefined) throw damagedCounter(name);
  return micro;
}

/** Adds to a counter of units. One that comes to 0 is forgotten. */
export function moveMicro(moves: CounterMoves, name: string, by: bigint): void {
  if (by === 0n) return;
  const micro = readMicro(moves, name) + by;
  moves.set(name, micro === 0n ? null : microText(micro));
}
