import type { AcceptedTimes } from '@suanpan/rated-record';
import { RESULT_MODEL } from './billing-terms.ts';
import { BookedMoney } from './booked-money.ts';
import {
  callOf,
  contentOf,
  identityOf,
  type Meaning,
  type MeantAmend,
  type MeantBackfill,
  type MeantEvent,
  type MeantFact,
  type MeantIdentified,
  type MeantPriceAgain,
  type MeantResult,
  type MeantVoid,
} from './meaning.ts';
import type { PriceChange } from './model-prices.ts';
import { bookedText, moneyText } from './money-text.ts';

/** A source record as the judge sees it: when the broker had it, and what its writer meant. */
export interface JudgedRecord {
  readonly appendedAt: number;
  readonly meaning: Meaning;
}

/** What must have become of one fact, its money as `moneyText` tells it, in the order of the texts. */
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

/** What the judge goes by besides the source itself. */
export interface Law {
  readonly prices: readonly PriceChange[];
  readonly times: AcceptedTimes;
  /** Whether the world bills by its plan, or by prices alone. */
  readonly planned: boolean;
}

const DAY_MS = 86_400_000;

/** A result that waits for its call. */
interface Waiting {
  readonly seq: number;
  readonly day: number;
  readonly time: number;
}

/** As many results wait for one call at most. */
const WAITING_MAX = 16;

interface Counted {
  readonly seq: number;
  readonly day: number;
  readonly content: string;
}

/** A call that was counted, as it stands now. */
interface Standing {
  event: MeantEvent;
  basis: number;
  isOpen: boolean;
}

type Verdict = Pick<Expected, 'kind'> & Partial<Expected>;

const REJECTED: Verdict = { kind: 'rejected' };

/**
 * Rates a shard naively: one pass over the source, no batches, no claims, no stores, and none of the code under test.
 * Its answer is what every run of that source must come to, whatever went wrong on the way.
 */
export function judge(shard: number, source: readonly JudgedRecord[], law: Law): Verdicts {
  const judging = new Judge(shard, law);
  source.forEach((record, offset) => {
    judging.hear(record, offset);
  });
  return judging.verdicts;
}

class Judge {
  readonly #shard: number;
  readonly #law: Law;
  readonly #outcomes: Expected[] = [];
  readonly #counted = new Map<string, Counted>();
  readonly #backfilled = new Map<string, Counted>();
  readonly #begun = new Map<string, MeantBackfill>();
  readonly #sealed: MeantBackfill[] = [];
  readonly #sealedIds = new Set<string>();
  readonly #calls = new Map<number, Standing>();
  readonly #booked = new BookedMoney();
  /** Calls that are charged on results, by identity, and whether one was charged. */
  readonly #results = new Map<string, 'open' | 'charged'>();
  readonly #waiting = new Map<string, readonly Waiting[]>();
  #foldTime = 0;
  #revision = 0;

  constructor(shard: number, law: Law) {
    this.#shard = shard;
    this.#law = law;
  }

  get verdicts(): Verdicts {
    const open = [...this.#calls].filter(([, { isOpen }]) => isOpen).map(([seq]) => seq);
    return { outcomes: this.#outcomes, open };
  }

  hear({ appendedAt, meaning }: JudgedRecord, offset: number): void {
    // What does not say when it was received, or says it falsely, moves nothing beyond ten minutes after it.
    const { receivedAt } = meaning;
    if (receivedAt !== undefined) this.#foldTime = Math.max(this.#foldTime, Math.min(appendedAt, receivedAt + 600_000));
    this.#revision = Math.max(this.#revision, meaning.stamp ?? 0);
    meaning.facts.forEach((fact, index) => {
      const verdict = this.#verdictOn(fact, meaning, meaning.receivedAt ?? appendedAt);
      const money = [...(verdict.money ?? [])].sort();
      this.#outcomes.push({ offset, index, revision: this.#revision, ...verdict, money });
    });
  }

  #verdictOn(fact: MeantFact, meaning: Meaning, receivedAt: number): Verdict {
    if (fact.fact === 'nonsense') return REJECTED;
    if (meaning.shard !== this.#shard || fact.root !== `root-${this.#shard}`) return REJECTED;
    const identity = identityOf(fact);
    const { backfill } = meaning;
    const repeated =
      this.#repeat(this.#counted.get(identity), fact) ??
      (backfill === undefined ? undefined : this.#judgeBackfill(backfill, identity, fact));
    if (repeated !== undefined) return repeated;
    if ((fact.fact === 'event' || fact.fact === 'result') && this.#isUntimely(fact, receivedAt, backfill))
      return REJECTED;
    const seq = this.#outcomes.length;
    const day = Math.floor(Math.max(this.#foldTime, receivedAt) / DAY_MS);
    const counted = { seq, day, content: contentOf(fact) };
    this.#counted.set(identity, counted);
    if (backfill !== undefined) {
      this.#begun.set(backfill.id, backfill);
      this.#backfilled.set(`${backfill.id} ${identity}`, counted);
    }
    return this.#settle(fact, seq);
  }

  get #today(): number {
    return Math.floor(this.#foldTime / DAY_MS);
  }

  #repeat(before: Counted | undefined, fact: MeantIdentified): Verdict | undefined {
    return before !== undefined && this.#isLive(before) ? repeatOf(before, fact) : undefined;
  }

  /** A day for the earliness and a day beyond the lateness: see isLive of the rated log. */
  #isLive({ day }: { readonly day: number }): boolean {
    return this.#today - day <= this.#law.times.latenessDays + 2;
  }

  #judgeBackfill(backfill: MeantBackfill, identity: string, fact: MeantIdentified): Verdict | undefined {
    const { source, from, to, id } = backfill;
    const isSealed = this.#sealed.some((one) => one.source === source && one.from < to && from < one.to);
    if (isSealed || this.#sealedIds.has(id)) return REJECTED;
    const begun = [...this.#begun.values()].filter((one) => one.id !== id && !this.#sealedIds.has(one.id));
    if (begun.some((one) => one.source === source && one.from < to && from < one.to)) return REJECTED;
    const before = this.#backfilled.get(`${id} ${identity}`);
    return before === undefined ? undefined : repeatOf(before, fact);
  }

  #isUntimely(event: MeantEvent | MeantResult, receivedAt: number, backfill: MeantBackfill | undefined): boolean {
    const { latenessDays, aheadSeconds } = this.#law.times;
    const oldest = Math.max(receivedAt, this.#foldTime) - (latenessDays + 1) * DAY_MS;
    const isOutside =
      backfill === undefined
        ? event.time < oldest
        : event.source !== backfill.source || event.time < backfill.from || event.time >= backfill.to;
    return isOutside || event.time > receivedAt + aheadSeconds * 1000;
  }

  #settle(fact: MeantIdentified, seq: number): Verdict {
    switch (fact.fact) {
      case 'event':
        return this.#call(fact, seq);
      case 'result':
        return this.#result(fact, seq);
      case 'price-again':
        return { kind: 'adjusted', money: this.#priceAgain(fact, seq) };
      case 'void':
      case 'amend':
        return { kind: 'adjusted', money: this.#correct(fact, seq) };
      case 'fee':
        return { kind: 'adjusted', money: this.#booked.fee(fact.period, fact.micro).map(bookedText(seq)) };
      case 'credit':
        this.#booked.grant(fact.credit, fact.micro);
        return { kind: 'adjusted' };
      case 'close':
        return { kind: 'adjusted', money: this.#booked.close(fact.period).map(bookedText(seq)) };
      case 'seal':
        this.#seal(fact.backfill);
        return { kind: 'adjusted' };
    }
  }

  #call(event: MeantEvent, seq: number): Verdict {
    const money = this.#moneyOf(event, seq, seq);
    this.#calls.set(seq, { event, basis: seq, isOpen: money === undefined });
    return money === undefined ? { kind: 'quarantined' } : { kind: 'rated', money };
  }

  /** An accepted result is charged once a call; if the call may still come, or get a price, it waits for it. */
  #result(fact: MeantResult, seq: number): Verdict {
    const identity = callOf(fact);
    const state = this.#results.get(identity);
    if (!fact.accepted || state === 'charged') return { kind: 'adjusted' };
    if (state === 'open') {
      this.#results.set(identity, 'charged');
      return { kind: 'rated', money: this.#booked.result(fact.time, seq).map(bookedText(seq)) };
    }
    const call = this.#counted.get(identity);
    const isSettled = call !== undefined && this.#isLive(call) && this.#calls.get(call.seq)?.isOpen !== true;
    const waiting = this.#stillWaiting(identity);
    if (!isSettled && waiting.length < WAITING_MAX) {
      this.#waiting.set(identity, [...waiting, { seq, day: this.#today, time: fact.time }]);
    }
    return { kind: 'adjusted' };
  }

  /** A call that costs nothing itself: the first result that waits for it is charged with it. */
  #openForResult(event: MeantEvent, seq: number): string[] {
    if (event.model !== RESULT_MODEL) return [];
    const identity = identityOf(event);
    if (this.#results.get(identity) === 'charged') return [];
    const [first] = this.#stillWaiting(identity);
    this.#waiting.delete(identity);
    this.#results.set(identity, first === undefined ? 'open' : 'charged');
    return first === undefined ? [] : this.#booked.result(first.time, first.seq).map(bookedText(seq));
  }

  #stillWaiting(identity: string): readonly Waiting[] {
    return (this.#waiting.get(identity) ?? []).filter((waiting) => this.#isLive(waiting));
  }

  #priceAgain(fact: MeantPriceAgain, seq: number): string[] {
    const money: string[] = [];
    for (const { seq: target, event } of fact.targets) {
      const call = this.#calls.get(target);
      if (call?.isOpen !== true || contentOf(call.event) !== contentOf(event)) continue;
      const due = this.#moneyOf(call.event, target, seq);
      if (due === undefined) continue;
      this.#calls.set(target, { event: call.event, basis: seq, isOpen: false });
      money.push(...due);
    }
    return money;
  }

  /** Of corrections made on the same basis the first takes effect; one that has no price changes nothing. */
  #correct(fact: MeantVoid | MeantAmend, seq: number): string[] {
    const { target } = fact;
    const call = this.#calls.get(target.seq);
    if (call === undefined || call.basis !== target.basis) return [];
    if (contentOf(call.event) !== contentOf(target.event)) return [];
    // Counted anew after it was forgotten: only the newest count can be proved to be this call.
    const counted = this.#counted.get(identityOf(call.event));
    const isOther = counted !== undefined && this.#isLive(counted) && counted.seq !== target.seq;
    if (isOther && !call.isOpen) return [];
    const amended = fact.fact === 'amend' ? fact.event : undefined;
    if (amended !== undefined && !this.#hasPrice(amended)) return [];
    const back = this.#booked.takeBack(target.seq).map(bookedText(seq));
    const identity = identityOf(call.event);
    if (this.#results.get(identity) === 'open') this.#results.delete(identity);
    const due = amended === undefined ? [] : (this.#moneyOf(amended, target.seq, seq) ?? []);
    this.#calls.set(target.seq, { event: amended ?? call.event, basis: seq, isOpen: false });
    return [...back, ...due];
  }

  #seal(id: string): void {
    const range = this.#begun.get(id);
    if (range !== undefined) this.#sealed.push(range);
    this.#sealedIds.add(id);
  }

  /** `undefined` while the model has no price. */
  #moneyOf(event: MeantEvent, about: number, seq: number): string[] | undefined {
    if (this.#law.planned) {
      const booked = this.#booked.charge(event, about, (model) => this.#listPrice(model, 'USD'));
      return booked && [...booked.map(bookedText(seq)), ...this.#openForResult(event, seq)];
    }
    const price = Object.entries(this.#pricesOf(event.model));
    if (price.length === 0) return undefined;
    if (event.tokens === 0) return [];
    const corrects = about === seq ? undefined : about;
    return price.map(([currency, unit]) => moneyText({ currency, micro: micro(unit) * event.tokens, corrects }));
  }

  #hasPrice(event: MeantEvent): boolean {
    // Asked of an empty book, so that nothing is booked.
    return new BookedMoney().charge(event, 0, (model) => this.#listPrice(model, 'USD')) !== undefined;
  }

  #listPrice(model: string, currency: string): number | undefined {
    const unit = this.#pricesOf(model)[currency];
    return unit === undefined ? undefined : micro(unit);
  }

  #pricesOf(model: string): Readonly<Record<string, string>> {
    const { prices } = this.#law;
    return prices.findLast((price) => price.model === model && price.revision <= this.#revision)?.unitPrices ?? {};
  }
}

function repeatOf(before: Counted, fact: MeantIdentified): Verdict {
  return { kind: before.content === contentOf(fact) ? 'duplicate' : 'conflict', first: before.seq };
}

/** Millionths of a unit: every price of the world is a whole number of them. */
function micro(unitPrice: string): number {
  return Math.round(Number(unitPrice) * 1_000_000);
}
