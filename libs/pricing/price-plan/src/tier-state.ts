import { LEAVES } from '@suanpan/facts';
import { EXACT_ZERO, type Exact, exactText, rationalOf } from '@suanpan/money';
import { type CounterMoves, damagedCounter, readJson } from './counter-moves.ts';
import { microOf, microText } from './quantity.ts';

/** How far the tiers of one leaf, or of all leaves together, are filled. */
export interface Filled {
  /** Millionths of units. */
  readonly micro: bigint;
  /**
   * For volume tiers: what the price of a band is multiplied by. The sum of units, each with its list price where
   * bands are ratios, and with every factor but the band's own.
   */
  readonly base: Exact;
}

const EMPTY: Filled = { micro: 0n, base: EXACT_ZERO };
/** The order in which leaves are written, so that one state has one text. */
const KEYS: readonly string[] = ['total', ...LEAVES];

/** The state of one tiers component in one period: by leaf, or under `total`. */
export class TierState {
  readonly #name: string;
  readonly #moves: CounterMoves;
  readonly #filled = new Map<string, Filled>();

  constructor(moves: CounterMoves, name: string) {
    this.#name = name;
    this.#moves = moves;
    const value = readJson(moves, name);
    if (value === undefined) return;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw damagedCounter(name);
    for (const [key, parts] of Object.entries(value)) this.#filled.set(key, filledOf(parts, name));
  }

  get(key: string): Filled {
    return this.#filled.get(key) ?? EMPTY;
  }

  set(key: string, filled: Filled): void {
    this.#filled.set(key, filled);
  }

  /** Moves the counter; one that counts nothing is forgotten. */
  write(): void {
    const parts: Record<string, readonly string[]> = {};
    for (const key of KEYS) {
      const filled = this.#filled.get(key);
      if (filled === undefined || (filled.micro === 0n && filled.base.digits === 0n)) continue;
      const units = microText(filled.micro);
      parts[key] = filled.base.digits === 0n ? [units] : [units, exactText(filled.base)];
    }
    this.#moves.set(this.#name, Object.keys(parts).length === 0 ? null : JSON.stringify(parts));
  }
}

function filledOf(parts: unknown, name: string): Filled {
  const [units, base = '0'] = Array.isArray(parts) ? (parts as unknown[]) : [];
  const micro = typeof units === 'string' ? microOf(units) : undefined;
  const exact = typeof base === 'string' ? rationalOf(base) : undefined;
  if (micro === undefined || exact === undefined) throw damagedCounter(name);
  return { micro, base: exact };
}
