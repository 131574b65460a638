import type { CounterChange, Counters } from '@suanpan/charging';
import { Fault } from '@suanpan/fault';

/** Counters as a decision reads and moves them: what it has moved already stands before what was handed in. */
export class CounterMoves {
  readonly #read: Counters;
  readonly #moved = new Map<string, string | null>();

  constructor(read: Counters) {
    this.#read = read;
  }

  get(name: string): string | undefined {
    const moved = this.#moved.get(name);
    return moved === undefined ? this.#read(name) : (moved ?? undefined);
  }

  /** Null forgets the counter: one that holds nothing is not kept. */
  set(name: string, value: string | null): void {
    this.#moved.set(name, value);
  }

  /** What differs from what was handed in, in the order of first moving. */
  changes(): CounterChange[] {
    const changes: CounterChange[] = [];
    for (const [name, value] of this.#moved) if (value !== (this.#read(name) ?? null)) changes.push([name, value]);
    return changes;
  }
}

/** The fault for a counter that holds what no decision wrote. Going on would state money nobody can account for. */
export function damagedCounter(name: string): Fault {
  return new Fault('state_damaged', 'A counter of the plans is damaged.', { internal: { counter: name } });
}

/** Reads a counter written as JSON; `undefined` where it was never set or has been forgotten. */
export function readJson(moves: CounterMoves, name: string): unknown {
  const text = moves.get(name);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw damagedCounter(name);
  }
}
