import type { CatalogueView } from '@suanpan/catalogue';
import type { Charge, ChargeContext, Charging, Counters, Uncharged } from '@suanpan/charging';
import type {
  AmendCall,
  ChargedBasis,
  Close,
  Credit,
  Directive,
  Entry,
  EventFact,
  Fee,
  ResultEvent,
  UsageEvent,
  VoidCall,
} from '@suanpan/facts';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { planCharging } from '../plan-charging.ts';
import { viewOf, type World } from './plan-world.ts';

/** A call of the service account in the middle of November 2026, with no usage, changed as told. */
export function callOf(changes: Partial<UsageEvent> = {}): UsageEvent {
  return {
    time: '2026-11-15T12:00:00.000Z',
    account: 's',
    credential: 'key-1',
    id: 'call-1',
    source: '/test',
    root: 'r',
    project: 'p',
    provider: 'openai',
    requestedModel: 'model-1',
    operation: 'chat',
    inputTokens: 0,
    outputTokens: 0,
    usageQuality: 'reported',
    ...changes,
  };
}

const DIRECTIVE = { time: '2026-12-01T00:00:00.000Z', source: '/desk', root: 'r', reason: 'spec' } as const;

/** One decision that moved money, or the reason why it did not. */
export interface Decided {
  readonly seq: number;
  readonly decision: Charge | Uncharged;
  /** The call it is about, for calls. */
  readonly event?: UsageEvent;
  readonly result?: ResultEvent;
  readonly credit?: Credit;
  readonly fee?: Fee;
  readonly posting: ChargeContext['posting'];
}

/**
 * What rating does around pricing, in memory: numbers outcomes, keeps counters, finds what a target is charged. Every
 * decision is made twice, must come out the same, and may read only counters that were named for it.
 */
export class PlanDesk {
  view: CatalogueView;
  readonly counters = new Map<string, string>();
  readonly log: Decided[] = [];

  constructor(world: World | CatalogueView) {
    this.view = 'revision' in world ? (world as CatalogueView) : viewOf(world as World);
  }

  call(changes: Partial<UsageEvent> = {}, posting: ChargeContext['posting'] = 'open'): Decided {
    const event = callOf({ id: `call-${this.log.length}`, ...changes });
    return this.#decide(event, posting, (read, context) => planCharging.chargeCall(event, this.view, read, context));
  }

  result(of: UsageEvent, changes: Partial<ResultEvent['result']> = {}, more: Partial<ResultEvent> = {}): Decided {
    const { root, account, credential, project, source, id, time } = of;
    const result: ResultEvent = {
      time,
      account,
      credential,
      id: `result-${this.log.length}`,
      source,
      root,
      project,
      result: { source, id, accepted: true, ...changes },
      ...more,
    };
    return this.#decide(result, 'open', (read, context) => planCharging.chargeResult(result, this.view, read, context));
  }

  voidCall(target: Decided): Decided {
    const directive: VoidCall = { ...this.#directive(), directive: 'void', target: this.#target(target) };
    return this.#decide(directive, 'open', (read, context) =>
      planCharging.voidCall(directive, this.view, read, context),
    );
  }

  amend(target: Decided, changes: Partial<UsageEvent>): Decided {
    const whole = this.#target(target);
    const event = { ...whole.event, ...changes };
    const directive: AmendCall = { ...this.#directive(), directive: 'amend', target: whole, event };
    return this.#decide(directive, 'open', (read, context) =>
      planCharging.amendCall(directive, this.view, read, context),
    );
  }

  again(target: Decided): Decided {
    const whole = this.#target(target);
    const directive: Directive = { ...this.#directive(), directive: 'price-again', targets: [whole] };
    return this.#decide(directive, 'open', (read, context) =>
      planCharging.chargeAgain(whole, this.view, read, context),
    );
  }

  fee(changes: Partial<Fee> & Pick<Fee, 'amount'>): Decided {
    const base = { account: 'r', charge: 'fee', period: '2026-11', currency: 'USD' } as const;
    const directive: Fee = { ...this.#directive(), directive: 'fee', ...base, ...changes };
    return this.#decide(directive, 'open', (read, context) =>
      planCharging.chargeFee(directive, this.view, read, context),
    );
  }

  credit(changes: Partial<Credit> & Pick<Credit, 'credit' | 'amount'>): Decided {
    const base = { account: 'r', currency: 'USD', priority: 0, from: null, expiresAt: null } as const;
    const directive: Credit = { ...this.#directive(), directive: 'credit', ...base, ...changes };
    return this.#decide(directive, 'open', (read, context) =>
      planCharging.grantCredit(directive, this.view, read, context),
    );
  }

  close(period: string): Decided {
    const directive: Close = { ...this.#directive(), directive: 'close', period };
    return this.#decide(directive, 'open', (read, context) =>
      planCharging.closePeriod(directive, this.view, read, context),
    );
  }

  /** Everything that was ever charged about a call: its own outcome and what corrects it. */
  entriesAbout(target: Decided): Entry[] {
    return this.log.flatMap(({ seq, decision }) =>
      decision.charged
        ? decision.entries.filter(({ corrects }) => (corrects ?? seq) === target.seq || seq === target.seq)
        : [],
    );
  }

  #directive(): { id: string } & typeof DIRECTIVE {
    return { ...DIRECTIVE, id: `directive-${this.log.length}` };
  }

  #target(target: Decided): { seq: number; event: UsageEvent; charged: ChargedBasis } {
    if (target.event === undefined) throw new Error('Only a call can be a target.');
    const entries = this.entriesAbout(target);
    const event = this.#latestEvent(target) ?? target.event;
    return { seq: target.seq, event, charged: { basis: target.seq, entries } };
  }

  /** What the call was replaced by last. */
  #latestEvent(target: Decided): UsageEvent | undefined {
    return this.log.findLast(
      ({ decision, event }) => decision.charged && decision.reason === 'amended' && event?.id === target.event?.id,
    )?.event;
  }

  #decide(
    subject: EventFact | Directive,
    posting: ChargeContext['posting'],
    decide: (read: Counters, context: ChargeContext) => Charge | Uncharged,
  ): Decided {
    const seq = this.log.length;
    const named = new Set(planCharging.countersOf(subject, this.view));
    const read: Counters = (name) => {
      if (!named.has(name)) throw new Error(`${name} was read and not named.`);
      return this.counters.get(name);
    };
    const decision = decide(read, { seq, posting });
    const again = decide(read, { seq, posting });
    if (JSON.stringify(decision) !== JSON.stringify(again)) throw new Error('The same decision came out differently.');
    if (decision.charged) this.#keep(decision);
    const decided: Decided = { seq, decision, posting, ...subjectOf(subject) };
    this.log.push(decided);
    return decided;
  }

  #keep({ entries, counters }: Charge): void {
    for (const { amount, lines } of entries) {
      const sum = lines.reduce((total, line) => total + storedAtto(line.amount), 0n);
      if (sum !== storedAtto(amount)) throw new Error(`Lines come to ${decimalFromAtto(sum)}, the entry to ${amount}.`);
      // The ledger has whole numbers for everything but seconds.
      const broken = lines.find(({ leaf, quantity }) => leaf !== 'second' && !Number.isSafeInteger(quantity));
      if (broken !== undefined) throw new Error(`${broken.quantity} is no count of ${broken.leaf}.`);
    }
    for (const [name, value] of counters) {
      if (!/^(p|posted|closed|result)\|r(\||$)/.test(name)) throw new Error(`${name} does not hold its root.`);
      if (value === null) this.counters.delete(name);
      else this.counters.set(name, value);
    }
  }
}

function subjectOf(subject: EventFact | Directive): Partial<Decided> {
  if (!('directive' in subject)) return 'result' in subject ? { result: subject } : { event: subject };
  if (subject.directive === 'amend') return { event: subject.event };
  if (subject.directive === 'void') return { event: subject.target.event };
  const [target] = subject.directive === 'price-again' ? subject.targets : [];
  if (target !== undefined) return { event: target.event };
  if (subject.directive === 'credit') return { credit: subject };
  return subject.directive === 'fee' ? { fee: subject } : {};
}

/** All methods of the contract, so that a spec cannot leave one out. */
export const METHODS: readonly (keyof Charging)[] = Object.keys(planCharging) as (keyof Charging)[];

/** The sum of entries by component, as text; what comes to zero is kept. */
export function byComponent(entries: readonly Entry[]): Record<string, string> {
  const sums: Record<string, bigint> = {};
  for (const { component = 'list', amount } of entries) sums[component] = (sums[component] ?? 0n) + storedAtto(amount);
  return Object.fromEntries(Object.entries(sums).map(([component, atto]) => [component, decimalFromAtto(atto)]));
}

/** The sum of all entries, as text. */
export function totalOf(entries: readonly Entry[]): string {
  return decimalFromAtto(entries.reduce((sum, { amount }) => sum + storedAtto(amount), 0n));
}

/** The entries of a decision, or its reason and detail where nothing was charged. */
export function entriesOf({ decision }: Decided): readonly Entry[] | string {
  return decision.charged ? decision.entries : `${decision.reason}: ${decision.detail}`;
}

/** What a decision charged by component, or its reason and detail. */
export function chargedBy(decided: Decided): Record<string, string> | string {
  const entries = entriesOf(decided);
  return typeof entries === 'string' ? entries : byComponent(entries);
}
