import { type CounterMoves, damagedCounter, readJson } from './counter-moves.ts';

/** What a result needs to know of its call. */
export interface OpenResult {
  readonly assignment: string;
  readonly plan: string;
  readonly component: string;
  readonly account: string;
  readonly project: string;
}

/** A call whose result has been charged. */
export const CHARGED = 'charged';

/** What is known about the result of a call: nothing, that it is open, or that it has been charged. */
export function readResult(moves: CounterMoves, name: string): OpenResult | typeof CHARGED | undefined {
  if (moves.get(name) === CHARGED) return CHARGED;
  const value = readJson(moves, name);
  if (value === undefined || isOpenResult(value)) return value;
  throw damagedCounter(name);
}

/** Opens a call for a result, unless one was charged before: a call that is amended does not pay twice. */
export function openResult(moves: CounterMoves, name: string, open: OpenResult): void {
  if (readResult(moves, name) !== CHARGED) moves.set(name, JSON.stringify(open));
}

function isOpenResult(value: unknown): value is OpenResult {
  if (typeof value !== 'object' || value === null) return false;
  const { assignment, plan, component, account, project } = value as Record<string, unknown>;
  return [assignment, plan, component, account, project].every((part) => typeof part === 'string');
}
