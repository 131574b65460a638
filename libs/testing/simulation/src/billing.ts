import {
  amendDirective,
  type ChargedTarget,
  closeDirective,
  correctionFee,
  creditDirective,
  sealDirective,
  standingOf,
  targetOf,
  voidDirective,
} from '@suanpan/directives';
import { type Directive, packSourceRecord, USAGE_EVENTS, type UsageEvent } from '@suanpan/facts';
import { isFault } from '@suanpan/fault';
import type { RatedOutcome } from '@suanpan/rated-record';
import { formatInstant } from '@suanpan/time';
import { decimal, monthAfter, monthAt, RESULT_MODEL } from './billing-terms.ts';
import { lineOf, MODELS } from './ingest.ts';
import { type MeantBackfill, type MeantEvent, type MeantFact, type MeantResult, meantBy } from './meaning.ts';
import { readFacts } from './naive-reader.ts';
import type { Random } from './random.ts';
import { SimProcess } from './sim-process.ts';
import type { World } from './world.ts';

const TRIES_MAX = 5;
const DAY_MS = 86_400_000;
const OLD_SOURCE = 'old';
const OLD_IDS = 6;
const DEALS = 4;

/** What one act sends: a record's lines and what they mean. */
interface Sending {
  readonly facts: readonly MeantFact[];
  readonly lines: readonly string[];
  readonly backfill?: MeantBackfill;
}

/** Corrections, credits, fees, closes, backfills and seals over a span of virtual milliseconds, as several people make them. */
export function beginBilling(world: World, acts: number, spanMs: number): void {
  const billing = new Billing(world);
  for (let i = 0; i < acts; i += 1) {
    world.writerBegins();
    world.time.after(world.money.between(1, spanMs), () => void billing.act().finally(() => world.writerEnds()));
  }
}

class Billing {
  readonly #world: World;
  readonly #random: Random;
  readonly #process: SimProcess;
  #made = 0;

  constructor(world: World) {
    this.#world = world;
    this.#random = world.money;
    this.#process = new SimProcess('billing', world.time);
  }

  async act(): Promise<void> {
    const shard = this.#random.pick(this.#world.shards);
    const kinds = [
      () => this.#corrections(shard),
      () => this.#corrections(shard),
      () => this.#corrections(shard),
      () => this.#credit(shard),
      () => this.#fee(shard),
      () => this.#close(shard),
      () => this.#close(shard),
      () => this.#backfill(shard),
      () => this.#backfill(shard),
      () => this.#seal(shard),
      () => this.#deals(shard),
      () => this.#deals(shard),
    ];
    for (const sending of this.#random.pick(kinds)()) await this.#send(shard, sending);
  }

  /** Takes a call back or replaces it; sometimes two people do so at once, each by what stood when they looked. */
  #corrections(shard: number): Sending[] {
    const target = this.#target(shard);
    if (target === undefined) return [];
    const sendings = [this.#random.chance(0.5) ? this.#void(shard, target) : this.#amend(shard, target)];
    if (this.#random.chance(0.5))
      sendings.push(this.#random.chance(0.5) ? this.#void(shard, target) : this.#amend(shard, target));
    return sendings;
  }

  /** A counted call as it stands by a log that may have grown meanwhile. */
  #target(shard: number): ChargedTarget | undefined {
    const records = this.#world.rated(shard);
    const seen = records.slice(0, records.length - (this.#random.chance(0.3) ? this.#random.between(1, 4) : 0));
    const outcomes = outcomesIn(seen);
    if (outcomes.length === 0) return undefined;
    const { seq } = this.#random.pick(outcomes).outcome;
    const standing = standingOf(seq, outcomes);
    return standing === undefined || standing.state === 'voided' ? undefined : targetOf(standing);
  }

  #void(shard: number, target: ChargedTarget): Sending {
    const { root } = target.event;
    const directive = voidDirective(this.#wish(root), shard, target);
    return oneDirective(directive, { fact: 'void', root, id: directive.id, target: meantTarget(target) });
  }

  #amend(shard: number, target: ChargedTarget): Sending {
    const { root } = target.event;
    const changes = { requestedModel: this.#random.pick(MODELS), inputTokens: this.#random.between(0, 4000) };
    const late = this.#random.chance(0.3) ? { time: formatInstant(Date.parse(target.event.time) - 3 * DAY_MS) } : {};
    const event: UsageEvent = { ...target.event, ...changes, ...late };
    const directive = amendDirective(this.#wish(root), shard, target, event);
    const meant = {
      fact: 'amend',
      root,
      id: directive.id,
      target: meantTarget(target),
      event: meantBy(event),
    } as const;
    return oneDirective(directive, meant);
  }

  #credit(shard: number): Sending[] {
    const root = this.#world.rootOf(shard);
    this.#made += 1;
    const [credit, micro] = [`gift-${this.#made}`, this.#random.between(1, 30) * 1_000_000];
    const terms = { account: root, currency: 'USD', priority: 1, from: null, expiresAt: null };
    const directive = creditDirective(this.#wish(root), { ...terms, credit, amount: decimal(micro) });
    return [oneDirective(directive, { fact: 'credit', root, id: directive.id, credit, micro })];
  }

  #fee(shard: number): Sending[] {
    const root = this.#world.rootOf(shard);
    this.#made += 1;
    const period = monthAt(this.#world.now - this.#random.between(0, 3) * DAY_MS);
    const micro = this.#random.pick([-3_000_000, 250_000, 7_000_000]);
    const fee = { account: root, period, currency: 'USD', amount: decimal(micro) };
    const directive = correctionFee(this.#wish(root), `by-hand-${this.#made}`, fee);
    return [oneDirective(directive, { fact: 'fee', root, id: directive.id, period, micro })];
  }

  /** Closes the month before, the present one, or one that is far from its turn. */
  #close(shard: number): Sending[] {
    const root = this.#world.rootOf(shard);
    const present = monthAt(this.#world.now);
    const period = this.#random.pick([monthAt(this.#world.now - 2 * DAY_MS), present, present, monthAfter(present)]);
    const directive = closeDirective(this.#wish(root), period, this.#random.between(0, 2));
    return [oneDirective(directive, { fact: 'close', root, id: directive.id, period })];
  }

  /** Old events of a few ids, again and again, some of them in the range of two backfills. */
  #backfill(shard: number): Sending[] {
    const root = this.#world.rootOf(shard);
    const backfill = this.#random.pick(this.#ranges(shard));
    const events = Array.from({ length: this.#random.between(1, 3) }, () => this.#old(root));
    return [{ facts: events, lines: events.map(lineOf), backfill }];
  }

  #seal(shard: number): Sending[] {
    const root = this.#world.rootOf(shard);
    const { id: backfill } = this.#random.pick(this.#ranges(shard));
    const directive = sealDirective(this.#wish(root), backfill);
    return [oneDirective(directive, { fact: 'seal', root, id: directive.id, backfill })];
  }

  /** Calls that are charged on results, and results of them, whichever comes first. */
  #deals(shard: number): Sending[] {
    const root = this.#world.rootOf(shard);
    const facts = Array.from({ length: this.#random.between(1, 4) }, () => {
      const call = `deal-${this.#random.between(1, DEALS)}`;
      const time = this.#world.now;
      if (this.#random.chance(0.4)) {
        const model = this.#random.chance(0.8) ? RESULT_MODEL : this.#random.pick(MODELS);
        return { fact: 'event', root, source: 'sim', id: call, time, model, tokens: 700 } as const;
      }
      const [id, accepted] = [`result-${this.#random.between(1, 3)}-of-${call}`, this.#random.chance(0.7)];
      return { fact: 'result', root, source: 'sim', id, time, call, accepted } as const;
    });
    return [{ facts, lines: facts.map((fact) => (fact.fact === 'event' ? lineOf(fact) : resultLine(fact))) }];
  }

  #ranges(shard: number): MeantBackfill[] {
    const day = (number: number) => this.#world.begins + number * DAY_MS;
    const [source, root] = [OLD_SOURCE, this.#world.rootOf(shard)];
    return [
      { id: `${root}-first`, source, from: day(-20), to: day(-8) },
      { id: `${root}-second`, source, from: day(-12), to: day(-4) },
    ];
  }

  #old(root: string): MeantEvent {
    const number = this.#random.between(1, OLD_IDS);
    const time = this.#world.begins - (4 + 3 * number) * DAY_MS;
    const source = this.#random.chance(0.05) ? 'sim' : OLD_SOURCE;
    const tokens = 500 * number + (this.#random.chance(0.1) ? 1 : 0);
    return {
      fact: 'event',
      root,
      source,
      id: `old-${number}`,
      time,
      model: MODELS[number % MODELS.length] ?? '',
      tokens,
    };
  }

  #wish(root: string) {
    return { root, actor: 'sim', reason: 'simulated', now: this.#world.now };
  }

  /** Sends a record until it is heard of; what was refused in between may have landed all the same. */
  async #send(shard: number, { facts, lines, backfill }: Sending): Promise<void> {
    const world = this.#world;
    const log = world.log.connect(this.#process);
    const [root, revision, receivedAt] = [world.rootOf(shard), world.revision, world.now];
    const kind = facts.every(({ fact }) => fact === 'event' || fact === 'result') ? 'events' : 'directive';
    const header = { kind, root, shard, revision, receivedAt } as const;
    const stamp = backfill === undefined ? {} : { backfill: { ...backfill, posting: 'open' as const } };
    const value = packSourceRecord({ ...header, ...stamp }, lines);
    const told = backfill === undefined ? {} : { backfill };
    world.meanings.set(value, { shard, stamp: revision, receivedAt, facts, ...told });
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      try {
        const offset = await log.append(USAGE_EVENTS.name, shard, [value]);
        world.acknowledged.push({ shard, offset, value });
        return;
      } catch (error) {
        if (!isFault(error, 'append_failed')) throw error;
      }
      await this.#process.sleep(this.#random.between(5, 200));
    }
  }
}

function oneDirective(directive: Directive, fact: MeantFact): Sending {
  return { facts: [fact], lines: [JSON.stringify(directive)] };
}

function meantTarget({ seq, event, charged }: ChargedTarget) {
  return { seq, basis: charged.basis, event: meantBy(event) };
}

/** The canonical line of a result. */
function resultLine({ root, source, id, time, call, accepted }: MeantResult): string {
  const of = { root, account: root, project: 'p', credential: 'k' };
  return JSON.stringify({ time: formatInstant(time), id, source, ...of, result: { source, id: call, accepted } });
}

/** The outcomes of a log as directives are made from; nothing can be corrected by a log that cannot be read. */
function outcomesIn(records: Parameters<typeof readFacts>[0]): RatedOutcome[] {
  try {
    return readFacts(records).map(({ outcome, subjectText }) => {
      const subject = JSON.parse(subjectText) as RatedOutcome['subject'];
      return { outcome: outcome as unknown as RatedOutcome['outcome'], subject, subjectText };
    });
  } catch (error) {
    if (error instanceof SyntaxError || isFault(error, 'log_corrupt')) return [];
    throw error;
  }
}
