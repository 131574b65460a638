import type { Random } from './random.ts';

/** Everything that can go wrong by itself, drawn anew at each occasion with the rate the seed gave it. */
export const FAULT_KINDS = [
  'slow',
  'appendRefused',
  'appendUnheard',
  'appendLate',
  'readFails',
  'readLess',
  'deliveryRepeated',
  'deliveryReordered',
  'poison',
  'insertRefused',
  'insertUnheard',
  'insertLate',
  'ledgerFails',
  'storeLost',
  'storeOld',
] as const;
export type FaultName = (typeof FAULT_KINDS)[number];

/**
 * Which faults a seed has and how often. Each seed switches a random half of them on: some bugs show only when other
 * faults stay away. In the healing phase all rates are 0.
 */
export class FaultPlan {
  readonly #rates = new Map<FaultName, number>();
  #healing = false;

  constructor(random: Random) {
    for (const kind of FAULT_KINDS) {
      const rate = random.chance(0.5) ? random.pick([0.03, 0.1, 0.25]) : 0;
      this.#rates.set(kind, kind === 'storeLost' || kind === 'storeOld' ? Math.min(1, rate * 2) : rate);
    }
  }

  rate(kind: FaultName): number {
    return this.#healing ? 0 : (this.#rates.get(kind) ?? 0);
  }

  get healing(): boolean {
    return this.#healing;
  }

  heal(): void {
    this.#healing = true;
  }
}
