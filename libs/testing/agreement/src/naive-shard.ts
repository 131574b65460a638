import type { CatalogueView } from '@suanpan/catalogue';
import {
  type AmendCall,
  type Directive,
  type EventFact,
  isResultEvent,
  type PriceAgain,
  type PriceAgainTarget,
  type ResultEvent,
  type UsageEvent,
  type VoidCall,
} from '@suanpan/facts';
import {
  balancesOf,
  decideNaively,
  type NaiveBalance,
  type NaiveEntry,
  type NaiveOutcome,
  type NaiveStep,
  totalsOf,
  treeOf,
} from '@suanpan/naive-rater';
import { contentOf, identityOf, NaiveDoorkeeper } from './naive-doorkeeper.ts';
import type { HeardRecord } from './sent-record.ts';

/** What must have become of a fact. */
export interface NaiveVerdict {
  readonly kind: 'rated' | 'duplicate' | 'conflict' | 'rejected' | 'quarantined' | 'adjusted';
  /** Whether anything was decided to be due or taken back, be it nothing. */
  readonly isCharged: boolean;
  readonly revision: number;
  readonly first?: number;
  readonly entries: readonly NaiveEntry[];
  readonly closing?: { readonly totals: ReadonlyMap<string, bigint>; readonly balances: readonly NaiveBalance[] };
}

type Settled = Pick<NaiveVerdict, 'isCharged' | 'entries'> & Pick<Partial<NaiveVerdict>, 'closing'>;

/** A call that was counted, as it stands. */
interface Call {
  event: UsageEvent;
  basis: number;
  isOpen: boolean;
  isAmended: boolean;
  readonly isInformational: boolean;
}

interface Parked {
  readonly seq: number;
  readonly day: number;
  readonly isInformational: boolean;
  readonly result: ResultEvent;
}

const PARKED_MAX = 16;
const REFUSED: Settled = { isCharged: false, entries: [] };

/**
 * Rates a shard naively: one pass over the source as its senders meant it, without batches, claims, stores or counters. What
 * an outcome costs is the naive rater's to say; here stands which facts count, and what corrections find.
 */
export class NaiveShard {
  readonly verdicts: NaiveVerdict[] = [];
  readonly #shard: number;
  readonly #view: (revision: number) => CatalogueView;
  readonly #door = new NaiveDoorkeeper();
  readonly #pasts = new Map<string, NaiveOutcome[]>();
  readonly #calls = new Map<number, Call>();
  readonly #parked = new Map<string, readonly Parked[]>();
  #revision = 0;

  constructor(shard: number, view: (revision: number) => CatalogueView) {
    this.#shard = shard;
    this.#view = view;
  }

  /** Seq of the calls that still wait for a price. */
  get open(): readonly number[] {
    return [...this.#calls].filter(([, { isOpen }]) => isOpen).map(([seq]) => seq);
  }

  hear(record: HeardRecord): void {
    this.#door.hear(record);
    this.#revision = Math.max(this.#revision, record.revision);
    for (const fact of record.facts) this.verdicts.push({ ...this.#verdictOn(fact, record), revision: this.#revision });
  }

  get #seq(): number {
    return this.verdicts.length;
  }

  get #newest(): CatalogueView {
    return this.#view(this.#revision);
  }

  #past(root: string): NaiveOutcome[] {
    const past = this.#pasts.get(root) ?? [];
    this.#pasts.set(root, past);
    return past;
  }

  #verdictOn(fact: HeardRecord['facts'][number], record: HeardRecord): Omit<NaiveVerdict, 'revision'> {
    const home = this.#newest.root(record.root)?.shard ?? this.#shard;
    if (fact === 'nonsense' || record.shard !== this.#shard || home !== this.#shard)
      return { kind: 'rejected', ...REFUSED };
    const turnedAway = this.#door.turnAway(fact, record);
    if (turnedAway !== undefined) return { ...turnedAway, ...REFUSED };
    const isInformational = record.backfill?.posting === 'none';
    const settled =
      'directive' in fact ? { ...this.#direct(fact), kind: 'adjusted' as const } : this.#event(fact, isInformational);
    this.#door.count(fact, this.#seq, record);
    return settled;
  }

  #event(fact: EventFact, isInformational: boolean): Settled & Pick<NaiveVerdict, 'kind'> {
    if (isResultEvent(fact)) {
      const settled = this.#result(fact, isInformational);
      return { ...settled, kind: settled.isCharged ? 'rated' : 'adjusted' };
    }
    this.#calls.set(this.#seq, { event: fact, basis: this.#seq, isOpen: false, isAmended: false, isInformational });
    const settled = this.#charge(this.#seq, fact);
    this.#call(this.#seq).isOpen = !settled.isCharged;
    return { ...settled, kind: settled.isCharged ? 'rated' : 'quarantined' };
  }

  #result(result: ResultEvent, isInformational: boolean): Settled {
    const outcome = this.#decide(result.root, { ...this.#step(isInformational), kind: 'result', result });
    if (!outcome.isCharged && outcome.isWithoutCall === true && result.result.accepted)
      this.#park(result, isInformational);
    return outcome;
  }

  /** A result waits for a call that may still come, or that has no price yet. */
  #park(result: ResultEvent, isInformational: boolean): void {
    const call = identityOf({ root: result.root, ...result.result });
    const seen = this.#door.seen(call);
    const waiting = this.#waiting(call);
    if ((seen !== undefined && this.#calls.get(seen.seq)?.isOpen !== true) || waiting.length >= PARKED_MAX) return;
    this.#parked.set(call, [...waiting, { seq: this.#seq, day: this.#door.today, isInformational, result }]);
  }

  #waiting(call: string): readonly Parked[] {
    return (this.#parked.get(call) ?? []).filter((parked) => this.#door.isLive(parked));
  }

  #step(isInformational: boolean) {
    return { seq: this.#seq, view: this.#newest, isInformational };
  }

  #call(seq: number): Call {
    const call = this.#calls.get(seq);
    if (call === undefined) throw new Error(`Outcome ${seq} counted no call.`);
    return call;
  }

  #decide(root: string, step: NaiveStep): NaiveOutcome {
    const past = this.#past(root);
    const outcome = decideNaively(step, past);
    if (outcome.isCharged) past.push(outcome);
    return outcome;
  }

  /** Charges a call that has no price so far, and results that waited for it. */
  #charge(of: number, event: UsageEvent): Settled {
    const { isInformational } = this.#call(of);
    return this.#withResults(
      event,
      this.#decide(event.root, { ...this.#step(isInformational), kind: 'call', event, of }),
    );
  }

  #withResults(event: UsageEvent, outcome: NaiveOutcome): Settled {
    const { isCharged, entries, opened, step } = outcome;
    if (opened === undefined || step.isInformational === true) return { isCharged, entries };
    const call = identityOf(event);
    const ofResults = this.#waiting(call).flatMap(({ seq, isInformational, result }) => {
      const of = { ...this.#step(isInformational), kind: 'result', result, of: seq } as const;
      return this.#decide(event.root, of).entries;
    });
    this.#parked.delete(call);
    return { isCharged, entries: [...entries, ...ofResults] };
  }

  #direct(directive: Directive): Settled {
    const { root } = directive;
    const step = this.#step(false);
    switch (directive.directive) {
      case 'price-again':
        return this.#priceAgain(directive);
      case 'void':
      case 'amend':
        return this.#correct(directive);
      case 'fee':
        return this.#decide(root, { ...step, kind: 'fee', fee: directive });
      case 'credit':
        return this.#decide(root, { ...step, kind: 'credit', credit: directive });
      case 'close':
        return this.#close(root, directive.period);
      case 'seal':
        return { isCharged: this.#door.seal(root, directive.backfill), entries: [] };
    }
  }

  #close(root: string, period: string): Settled {
    const step = { ...this.#step(false), kind: 'close', root, period } as const;
    const before = [...this.#past(root)];
    const outcome = this.#decide(root, step);
    if (!outcome.isCharged) return outcome;
    const totals = totalsOf([...before, outcome], treeOf(step.view, root), period);
    return { ...outcome, closing: { totals, balances: balancesOf(step, before) } };
  }

  #correct(directive: VoidCall | AmendCall): Settled {
    const { target, root } = directive;
    const isOpen = this.#isOpen(target, root);
    if (!isOpen && !this.#stands(target, root)) return REFUSED;
    const settled = isOpen ? this.#correctOpen(directive) : this.#correctCharged(directive);
    if (!settled.isCharged) return REFUSED;
    const event = directive.directive === 'amend' ? directive.event : undefined;
    const call = this.#call(target.seq);
    Object.assign(call, { basis: this.#seq, isOpen: false }, event === undefined ? {} : { event, isAmended: true });
    return settled;
  }

  #correctOpen(directive: VoidCall | AmendCall): Settled {
    if (directive.directive === 'void') return { isCharged: true, entries: [] };
    return this.#charge(directive.target.seq, directive.event);
  }

  #correctCharged(directive: VoidCall | AmendCall): Settled {
    const of = directive.target.seq;
    const step = { ...this.#step(this.#call(of).isInformational), of };
    if (directive.directive === 'void') return this.#decide(directive.root, { ...step, kind: 'void' });
    const { event } = directive;
    return this.#withResults(event, this.#decide(directive.root, { ...step, kind: 'amend', event }));
  }

  #priceAgain({ targets, root }: PriceAgain): Settled {
    const entries: NaiveEntry[] = [];
    const done = new Set<number>();
    for (const target of targets) {
      if (done.has(target.seq)) continue;
      const settled = this.#priceTarget(target, root);
      if (!settled.isCharged) continue;
      done.add(target.seq);
      Object.assign(this.#call(target.seq), { basis: this.#seq, isOpen: false });
      entries.push(...settled.entries);
    }
    return { isCharged: done.size > 0, entries };
  }

  #priceTarget(target: PriceAgainTarget, root: string): Settled {
    if (this.#isOpen(target, root)) return this.#charge(target.seq, target.event);
    if (target.charged === undefined || !this.#stands(target, root)) return REFUSED;
    const step = this.#step(this.#call(target.seq).isInformational);
    return this.#decide(root, { ...step, kind: 'again', of: target.seq });
  }

  #isOpen({ seq, event }: PriceAgainTarget, root: string): boolean {
    const call = this.#calls.get(seq);
    return event.root === root && call?.isOpen === true && contentOf(event) === contentOf(call.event);
  }

  /** Whether a target is the call that was counted, as it stands, and nothing has settled it since the directive was made. */
  #stands({ seq, event, charged }: PriceAgainTarget, root: string): boolean {
    if (event.root !== root || seq >= this.#seq) return false;
    const call = this.#call(seq);
    const seen = this.#door.seen(identityOf(event));
    if (seen !== undefined && seen.seq !== seq) return false;
    const content = call.isAmended ? contentOf(call.event) : seen?.content;
    if (content !== undefined && content !== contentOf(event)) return false;
    return call.basis === charged?.basis;
  }
}
