import type { AcceptedTimes } from '@suanpan/rated-log';
import { contentOf, type Meaning, type MeantEvent, type MeantFact, type MeantPriceAgain } from './meaning.ts';
import type { PriceChange } from './model-prices.ts';

/** A source record as the judge sees it: when the broker had it, and what its writer meant. */
export interface JudgedRecord {
  readonly appendedAt: number;
  readonly meaning: Meaning;
}

/** What must have become of one fact. Money is `currency amount`, in millionths, with the seq it corrects. */
export interface Expected {
  readonly offset: number;
  readonly index: number;
  readonly kind: string;
  readonly first?: number;
  readonly revision: number;
  readonly money: readonly string[];
}

export interface Verdicts {
  readonly outcomes: readonly Expected[];
  /** Seq of the outcomes that still wait for a price. */
  readonly open: readonly number[];
}

const DAY_MS = 86_400_000;

interface Counted {
  readonly seq: number;
  readonly day: number;
  readonly content: string;
}

/**
 * Rates a shard naively: one pass over the source, no batches, no claims, no stores, and none of the code under test.
 * Its answer is what every run of that source must come to, whatever went wrong on the way.
 */
export function judge(
  shard: number,
  source: readonly JudgedRecord[],
  prices: readonly PriceChange[],
  times: AcceptedTimes,
): Verdicts {
  const judging = new Judge(shard, prices, times);
  source.forEach((record, offset) => {
    judging.hear(record, offset);
  });
  return judging.verdicts;
}

class Judge {
  readonly #shard: number;
  readonly #prices: readonly PriceChange[];
  readonly #times: AcceptedTimes;
  readonly #outcomes: Expected[] = [];
  readonly #counted = new Map<string, Counted>();
  readonly #open = new Map<number, MeantEvent>();
  #foldTime = 0;
  #revision = 0;

  constructor(shard: number, prices: readonly PriceChange[], times: AcceptedTimes) {
    this.#shard = shard;
    this.#prices = prices;
    this.#times = times;
  }

  get verdicts(): Verdicts {
    return { outcomes: this.#outcomes, open: [...this.#open.keys()] };
  }

  hear({ appendedAt, meaning }: JudgedRecord, offset: number): void {
    this.#foldTime = Math.max(this.#foldTime, appendedAt);
    this.#revision = Math.max(this.#revision, meaning.stamp ?? 0);
    meaning.facts.forEach((fact, index) => {
      const verdict = this.#verdictOn(fact, meaning, meaning.receivedAt ?? appendedAt);
      this.#outcomes.push({ offset, index, revision: this.#revision, money: [], ...verdict });
    });
  }

  #verdictOn(fact: MeantFact, meaning: Meaning, receivedAt: number): Pick<Expected, 'kind'> & Partial<Expected> {
    if (fact.fact === 'nonsense') return { kind: 'rejected' };
    if (meaning.shard !== this.#shard || fact.root !== `root-${this.#shard}`) return { kind: 'rejected' };
    const identity = `${fact.root} ${fact.fact} ${fact.id}`;
    const content = contentOf(fact);
    const day = Math.floor(this.#foldTime / DAY_MS);
    const before = this.#counted.get(identity);
    // A day for the earliness and a day beyond the lateness: see isLive of the rated log.
    if (before !== undefined && day - before.day <= this.#times.latenessDays + 2) {
      return { kind: before.content === content ? 'duplicate' : 'conflict', first: before.seq };
    }
    if (fact.fact === 'event') {
      const oldest = Math.max(receivedAt, this.#foldTime) - (this.#times.latenessDays + 1) * DAY_MS;
      const isEarly = fact.time > receivedAt + this.#times.aheadSeconds * 1000;
      if (fact.time < oldest || isEarly) return { kind: 'rejected' };
    }
    const seq = this.#outcomes.length;
    this.#counted.set(identity, { seq, day, content });
    if (fact.fact === 'price-again') return { kind: 'adjusted', money: this.#priceAgain(fact) };
    const money = this.#moneyOf(fact);
    if (money !== undefined) return { kind: 'rated', money };
    this.#open.set(seq, fact);
    return { kind: 'quarantined' };
  }

  #priceAgain(fact: MeantPriceAgain): string[] {
    const money: string[] = [];
    for (const { seq, event } of fact.targets) {
      const waiting = this.#open.get(seq);
      if (waiting === undefined || contentOf(waiting) !== contentOf(event)) continue;
      const due = this.#moneyOf(waiting, ` for ${seq}`);
      if (due === undefined) continue;
      this.#open.delete(seq);
      money.push(...due);
    }
    return money;
  }

  /** `undefined` while the model has no price. */
  #moneyOf(event: MeantEvent, suffix = ''): string[] | undefined {
    const inForce = this.#prices.findLast(({ model, revision }) => model === event.model && revision <= this.#revision);
    const price = Object.entries(inForce?.unitPrices ?? {});
    if (price.length === 0) return undefined;
    if (event.tokens === 0) return [];
    return price.map(([currency, unit]) => `${currency} ${micro(unit) * event.tokens}${suffix}`);
  }
}

/** Millionths of a unit: every price of the world is a whole number of them. */
function micro(unitPrice: string): number {
  return Math.round(Number(unitPrice) * 1_000_000);
}
