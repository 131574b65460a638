import type { Change } from '@suanpan/catalogue';
import { CATALOGUE_GENESIS, packRevision, unpackRevision } from '@suanpan/catalogue';
import type { Charging } from '@suanpan/charging';
import { USAGE_EVENTS, USAGE_RATED } from '@suanpan/facts';
import { planCharging } from '@suanpan/price-plan';
import type { AcceptedTimes } from '@suanpan/rated-record';
import type { RaterGuards } from '@suanpan/rater';
import { ALL_RATER_GUARDS } from '@suanpan/rater';
import { FaultPlan } from './fault-plan.ts';
import type { Meaning } from './meaning.ts';
import { ModelLedger } from './model-ledger.ts';
import { ModelLog } from './model-log.ts';
import { changesOf, modelCharging, type PriceChange } from './model-prices.ts';
import { Network } from './network.ts';
import { Random } from './random.ts';
import { Trace } from './trace.ts';
import { VirtualTime } from './virtual-time.ts';

/** Every guard of the system; the simulation can switch one off to show that it is needed. */
export interface Guards extends RaterGuards {
  readonly fence: boolean;
  readonly repair: boolean;
  readonly atomicChunks: boolean;
}

export const ALL_GUARDS: Guards = { ...ALL_RATER_GUARDS, fence: true, repair: true, atomicChunks: true };

/** Accepted times are short, so that a few simulated days pass the life of an identity. */
export const TIMES: AcceptedTimes = { latenessDays: 2, aheadSeconds: 300 };

const WORLD_BEGINS = Date.UTC(2026, 0, 5, 9);
const MS_PER_DAY = 86_400_000;

/** A promise that does not hold, or a halt that nothing explains. */
export interface Violation {
  /** The name of the rule. */
  readonly rule: string;
  readonly detail: string;
}

/** A request that was answered 2xx. */
export interface Acknowledged {
  readonly shard: number;
  readonly offset: number;
  readonly value: Buffer;
}

/** Everything that is true in one simulated world, seeded. */
export class World {
  readonly seed: number;
  readonly guards: Guards;
  readonly time = new VirtualTime();
  readonly trace = new Trace();
  readonly workload: Random;
  readonly mischief: Random;
  /** Chance of what is billed beyond single calls; apart, so that it shifts nothing else. */
  readonly money: Random;
  /** Whether the world bills by a plan, with corrections, credits, closes and backfills; else by prices alone. */
  readonly planned: boolean;
  readonly plan: FaultPlan;
  readonly network: Network;
  readonly log: ModelLog;
  readonly ledger: ModelLedger;
  readonly shards: readonly number[];
  readonly meanings = new Map<Buffer, Meaning>();
  readonly acknowledged: Acknowledged[] = [];
  readonly prices: PriceChange[] = [];
  readonly halts = new Map<string, string>();
  readonly violations: Violation[] = [];
  #drafted = 0;
  #revision = 0;
  #catalogueHash = CATALOGUE_GENESIS;
  #ids = 0;
  #days = 0;
  #brokerSkewMs = 0;
  #writers = 0;

  constructor(seed: number, guards: Guards) {
    this.seed = seed;
    this.guards = guards;
    this.workload = new Random(seed, 1);
    this.mischief = new Random(seed, 2);
    this.money = new Random(seed, 4);
    this.planned = this.money.chance(0.5);
    const faults = new Random(seed, 3);
    this.plan = new FaultPlan(faults);
    const { time, trace, plan } = this;
    this.network = new Network(time, faults, plan);
    const parts = { time, trace, plan, network: this.network, random: faults };
    this.log = new ModelLog({ ...parts, brokerNow: () => this.now + this.#brokerSkewMs });
    this.ledger = new ModelLedger({
      ...parts,
      atomicChunks: guards.atomicChunks,
      onFencedLanding: ({ chunk, sink }) =>
        this.violate('an insert issued before a take-over never lands after it', `chunk ${chunk.id} of ${sink}`),
    });
    this.shards = this.workload.chance(0.5) ? [0] : [0, 1];
  }

  /** What the raters decide by. */
  get charging(): Charging {
    return this.planned ? planCharging : modelCharging;
  }

  /** When the world began, epoch milliseconds. */
  get begins(): number {
    return WORLD_BEGINS;
  }

  /** The wall clock of the world, epoch milliseconds. */
  get now(): number {
    return WORLD_BEGINS + this.#days * MS_PER_DAY + this.time.now;
  }

  /** The newest revision that is known to stand on the topic. */
  get revision(): number {
    return this.#revision;
  }

  /** The revision that was drafted last stands on the topic now. */
  published(): void {
    this.#revision = this.#drafted;
  }

  /** Whether damage was done that no protocol can prevent. */
  isDamaged = false;

  /** Writers that have not finished yet. */
  get writers(): number {
    return this.#writers;
  }

  writerBegins(): void {
    this.#writers += 1;
  }

  writerEnds(): void {
    this.#writers -= 1;
  }

  /** Days that pass at once. */
  letDaysPass(days: number): void {
    this.#days += days;
    this.say(`${days} days pass`);
  }

  /** The broker's clock after a change of leaders. */
  skewBroker(ms: number): void {
    this.#brokerSkewMs = ms;
  }

  newId(prefix: string): string {
    this.#ids += 1;
    return `${prefix}-${this.#ids}`;
  }

  rootOf(shard: number): string {
    return `root-${shard}`;
  }

  source(shard: number) {
    return this.log.records(USAGE_EVENTS.name, shard);
  }

  rated(shard: number) {
    return this.log.records(USAGE_RATED.name, shard);
  }

  /** Packs the next revision of the catalogue. Writers know it once it is published. */
  draftRevision(more: readonly Change[], prices: readonly Omit<PriceChange, 'revision'>[]): Buffer {
    const revision = this.#drafted + 1;
    const changes = [...more];
    for (const { model, unitPrices } of prices) {
      const change = { revision, model, unitPrices };
      changes.push(
        ...changesOf(
          change,
          this.prices.findLast((known) => known.model === model),
        ),
      );
      this.prices.push(change);
    }
    const prev = this.#catalogueHash;
    const value = packRevision({ v: 1, revision, prev, at: this.now, actor: 'admin', reason: 'simulated', changes });
    this.#drafted = revision;
    this.#catalogueHash = unpackRevision(value).hash;
    return value;
  }

  say(text: string): void {
    this.trace.add(this.time.now, text);
  }

  halt(who: string, code: string): void {
    this.halts.set(who, code);
    this.say(`${who} halted: ${code}`);
  }

  violate(rule: string, detail: string): void {
    this.violations.push({ rule, detail });
    this.say(`violated: ${rule}: ${detail}`);
  }
}
