import type { AcceptedTimes } from '@suanpan/rated-log';
import { contentOf, type Meaning, type MeantEvent, type MeantPriceAgain } from './meaning.ts';
import type { PriceChange } from './model-prices.ts';

/** A source record as the judge sees it: when the broker had it, and what its writer meant. */
export interface JudgedRecord {
  readonly appendedAt: number;
  readonly meaning: Meaning;
}

/** What must have become of one fact. Money is `currency amount` in thousandths, `corrects` after an arrow. */
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
  const outcomes: Expected[] = [];
  const counted = new Map<string, Counted>();
  const open = new Map<number, MeantEvent>();
  let foldTime = 0;
  let revision = 0;

  const moneyOf = (event: MeantEvent, suffix = ''): string[] | undefined => {
    const price = prices.findLast((known) => known.model === event.model && known.revision <= revision)?.unitPrices;
    if (price === undefined || Object.keys(price).length === 0) return undefined;
    if (event.tokens === 0) return [];
    return Object.entries(price).map(([currency, unit]) => `${currency} ${micro(unit ?? '') * event.tokens}${suffix}`);
  };
  const priceAgain = (fact: MeantPriceAgain): string[] => {
    const money: string[] = [];
    for (const { seq, event } of fact.targets) {
      const waiting = open.get(seq);
      const due = waiting === undefined ? undefined : moneyOf(waiting, ` for ${seq}`);
      if (waiting === undefined || due === undefined || contentOf(waiting) !== contentOf(event)) continue;
      open.delete(seq);
      money.push(...due);
    }
    return money;
  };

  source.forEach(({ appendedAt, meaning }, offset) => {
    foldTime = Math.max(foldTime, appendedAt);
    revision = Math.max(revision, meaning.stamp ?? 0);
    const receivedAt = meaning.receivedAt ?? appendedAt;
    meaning.facts.forEach((fact, index) => {
      const seq = outcomes.length;
      const day = Math.floor(foldTime / DAY_MS);
      const tell = (kind: string, more: { first?: number; money?: string[] } = {}) =>
        outcomes.push({ offset, index, kind, revision, money: [], ...more });
      if (fact.fact === 'nonsense') return tell('rejected');
      if (meaning.shard !== shard || fact.root !== `root-${shard}`) return tell('rejected');
      const identity = `${fact.root} ${fact.fact} ${fact.id}`;
      const before = counted.get(identity);
      // A day for the earliness and a day beyond the lateness: see isLive of the rated log.
      if (before !== undefined && day - before.day <= times.latenessDays + 2) {
        return tell(before.content === contentOf(fact) ? 'duplicate' : 'conflict', { first: before.seq });
      }
      if (fact.fact === 'event') {
        const tooLate = fact.time < Math.max(receivedAt, foldTime) - (times.latenessDays + 1) * DAY_MS;
        if (tooLate || fact.time > receivedAt + times.aheadSeconds * 1000) return tell('rejected');
      }
      counted.set(identity, { seq, day, content: contentOf(fact) });
      if (fact.fact === 'price-again') return tell('adjusted', { money: priceAgain(fact) });
      const money = moneyOf(fact);
      if (money === undefined) open.set(seq, fact);
      return tell(money === undefined ? 'quarantined' : 'rated', { money: money ?? [] });
    });
  });
  return { outcomes, open: [...open.keys()] };
}

/** Millionths of a unit: every price of the world is a whole number of them. */
function micro(unitPrice: string): number {
  return Math.round(Number(unitPrice) * 1_000_000);
}
