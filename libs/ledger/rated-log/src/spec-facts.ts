import { type CatalogueView, emptyView } from '@suanpan/catalogue';
import { liveCounter } from '@suanpan/charging';
import {
  type BackfillStamp,
  type Directive,
  packSourceRecord,
  type ResultEvent,
  type UsageEvent,
} from '@suanpan/facts';
import { DECIDING_RULES, rememberedFrom } from '@suanpan/rated-record';
import { formatInstant } from '@suanpan/time';
import { decideSource } from './decide.ts';
import { ALL_DECIDE_GUARDS, type DecideGuards } from './decide-context.ts';
import { type IdentifiedOutcome, type SeenIdentity } from './fold-state.ts';
import { advanceFoldTime } from './fold-time.ts';
import { addNeeded, nothingNeeded } from './needed-state.ts';
import { readSource } from './read-source.ts';
import { specCharging } from './spec-charging.ts';
import type { Price } from './stateless-charging.ts';

// What the specs of this library build their cases from.

export const SHARD = 3;
export const NOON = Date.UTC(2026, 10, 24, 12);
export const TIMES = { latenessDays: 35, aheadSeconds: 300 };

export function anEvent(more: Partial<UsageEvent> = {}): UsageEvent {
  return {
    time: formatInstant(NOON - 1000),
    id: 'event-1',
    source: 'spec',
    root: 'root-a',
    account: 'root-a',
    project: 'p',
    credential: 'k',
    provider: 'openai',
    requestedModel: 'priced',
    operation: 'chat',
    inputTokens: 100,
    outputTokens: 10,
    usageQuality: 'reported',
    ...more,
  };
}

/** What became of a call. */
export function aResult(id: string, call: string, more: Partial<ResultEvent['result']> = {}): ResultEvent {
  const { time, source, root, account, project, credential } = anEvent();
  const result = { source, id: call, accepted: true, ...more };
  return { time, account, credential, id, source, root, project, result };
}

/** A directive of the root, with what its kind needs. */
export function aDirective(directive: Directive['directive'], id: string, more: object): Directive {
  const base = { time: formatInstant(NOON), directive, id, source: 'admin', root: 'root-a', reason: 'spec' };
  return { ...base, ...more } as Directive;
}

export function priceAgain(targets: readonly { seq: number; event: UsageEvent }[], more: object = {}): Directive {
  const time = formatInstant(NOON);
  return {
    time,
    directive: 'price-again',
    id: 'again',
    source: 'rating',
    root: 'root-a',
    reason: '',
    targets,
    ...more,
  };
}

export const VIEW: CatalogueView = emptyView(7, {
  root: (id) => ({ id, name: id, shard: id === 'root-elsewhere' ? SHARD + 1 : SHARD, zone: 'UTC' }),
});

/** Prices models by name; `known` may grow between records, as the catalogue does. */
export function priceOf(known: ReadonlySet<string>, unitPrice = 1): Price {
  return ({ requestedModel, inputTokens }) => {
    if (!known.has(requestedModel)) return { priced: false, reason: 'model_unpriced', detail: requestedModel };
    if (inputTokens === 0) return { priced: true, reason: 'nothing_to_price', entries: [] };
    return {
      priced: true,
      reason: 'priced',
      entries: [{ currency: 'USD', amount: `${inputTokens * unitPrice}`, lines: [] }],
    };
  };
}

interface SourceText {
  readonly kind?: 'events' | 'directive';
  readonly lines: readonly string[];
  readonly root?: string;
  readonly shard?: number;
  readonly receivedAt?: number;
  readonly appendedAt?: number;
  readonly backfill?: BackfillStamp;
}

const LIVE = liveCounter('root-a', 'spec');

/** A rater's desk without a log: decides records one after the other and remembers what was counted. */
export class Desk {
  readonly known = new Set(['priced']);
  /** What a token costs; may change between records, as the catalogue does. */
  unitPrice = 1;
  /** The rules it decides by: older ones in a replay. */
  rules = DECIDING_RULES;
  readonly decided: IdentifiedOutcome[] = [];
  readonly #seen = new Map<string, SeenIdentity>();
  readonly #open = new Map<number, string>();
  readonly #charged = new Map<number, () => string>();
  // Since when a source is live is told once; it would stand in every case.
  readonly #counters = new Map([[LIVE, String(NOON - 1000)]]);
  readonly #guards: DecideGuards;
  #foldTime = 0;
  #offset = 0;

  constructor(guards: Partial<DecideGuards> = {}) {
    this.#guards = { ...ALL_DECIDE_GUARDS, ...guards };
  }

  get open(): number[] {
    return [...this.#open.keys()];
  }

  /** Every counter that is set, by name. */
  get counters(): Readonly<Record<string, string>> {
    const set = [...this.#counters].filter(([name]) => name !== LIVE);
    return Object.fromEntries(set.sort(([one], [other]) => (one < other ? -1 : 1)));
  }

  decide(text: SourceText) {
    const { kind = 'events', lines, root = 'root-a', shard = SHARD, receivedAt = NOON, appendedAt = NOON } = text;
    const header = { kind, root, shard, revision: 7, receivedAt };
    const { backfill } = text;
    const value = packSourceRecord(backfill === undefined ? header : { ...header, backfill }, lines);
    return this.decideValue(value, appendedAt);
  }

  decideEvents(events: readonly (UsageEvent | ResultEvent)[], more: Omit<SourceText, 'lines'> = {}) {
    return this.decide({ ...more, lines: events.map((event) => JSON.stringify(event)) });
  }

  decideDirective(directive: object) {
    return this.decide({ kind: 'directive', lines: [JSON.stringify(directive)] })[0];
  }

  decideValue(value: Uint8Array, appendedAt = NOON) {
    const source = readSource(this.#offset, appendedAt, value);
    this.#foldTime = advanceFoldTime(this.#foldTime, source, this.rules);
    this.#offset += 1;
    const charging = specCharging(priceOf(this.known, this.unitPrice));
    addNeeded(source, VIEW, charging, nothingNeeded());
    const decided = decideSource(source, {
      shard: SHARD,
      times: TIMES,
      rules: this.rules,
      rememberedFrom: rememberedFrom(this.#foldTime, TIMES),
      charging,
      view: VIEW,
      foldTime: this.#foldTime,
      firstSeq: this.decided.length,
      guards: this.#guards,
      seen: (identity) => this.#seen.get(identity),
      open: (seq) => this.#open.get(seq),
      counter: (name) => this.#counters.get(name),
      charged: (seq) => {
        const digest = this.#charged.get(seq)?.();
        return digest === undefined ? undefined : { digest, day: 0 };
      },
      settle: (seq, digest) => void this.#charged.set(seq, digest),
      proves: { fromSeq: 0, fromDay: 0, keptFrom: 0 },
      count: (identity, seen) => void this.#seen.set(identity, seen),
      quarantine: (seq, digest) => void this.#open.set(seq, digest),
      close: (seq) => void this.#open.delete(seq),
      setCounter: (name, value) => {
        const before = this.#counters.get(name) ?? null;
        this.#setCounter(name, value);
        return () => this.#setCounter(name, before);
      },
    });
    this.decided.push(...decided);
    return decided.map(({ outcome }) => outcome);
  }

  #setCounter(name: string, value: string | null): void {
    if (value === null) this.#counters.delete(name);
    else this.#counters.set(name, value);
  }
}
