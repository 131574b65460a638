import { packLines, packSourceRecord, USAGE_EVENTS } from '@suanpan/facts';
import { isFault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { formatInstant } from '@suanpan/time';
import type { Meaning, MeantEvent, MeantFact } from './meaning.ts';
import { PROVIDER } from './model-prices.ts';
import { SimProcess } from './sim-process.ts';
import type { World } from './world.ts';

export const MODELS = ['abacus', 'beads', 'counter', 'dial', 'east'] as const;
const TRIES_MAX = 5;
const HOUR_MS = 3_600_000;

/** One canonical line for an event. */
export function lineOf(event: MeantEvent): string {
  return JSON.stringify({
    time: formatInstant(event.time),
    id: event.id,
    source: event.source,
    root: event.root,
    account: event.root,
    project: 'p',
    credential: 'k',
    provider: PROVIDER,
    requestedModel: event.model,
    operation: 'chat',
    inputTokens: event.tokens,
    outputTokens: 0,
    usageQuality: 'reported',
  });
}

/** Appends source records as ingest does: stamped with a revision it knows, again after an error, some events sent twice. */
export class Ingest {
  readonly #world: World;
  readonly #process: SimProcess;
  readonly #log: Log;
  readonly #sent = new Map<number, MeantEvent[]>();

  constructor(world: World) {
    this.#world = world;
    this.#process = new SimProcess('ingest', world.time);
    this.#log = world.log.connect(this.#process);
  }

  /** Schedules requests over a span of virtual milliseconds. */
  begin(requests: number, spanMs: number): void {
    const { time, workload } = this.#world;
    for (let i = 0; i < requests; i += 1) {
      this.#world.writerBegins();
      time.after(workload.between(0, spanMs), () => void this.#request().finally(() => this.#world.writerEnds()));
    }
  }

  /** A record that is stamped with a revision the catalogue does not have. */
  beyondTheCatalogue(shard: number): Buffer {
    return this.#pack(shard, [this.#event(shard)], this.#world.revision + 50);
  }

  async #request(): Promise<void> {
    const world = this.#world;
    const shard = world.workload.pick(world.shards);
    let value = this.#record(shard);
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      try {
        const offset = await this.#log.append(USAGE_EVENTS.name, shard, [value]);
        world.acknowledged.push({ shard, offset, value });
        return;
      } catch (error) {
        if (!isFault(error, 'append_failed')) throw error;
      }
      await this.#process.sleep(world.workload.between(5, 300));
      // A caller that sends its request again is received again, now perhaps under another revision.
      const meaning = world.meanings.get(value);
      if (meaning?.stamp !== undefined && world.workload.chance(0.5)) value = this.#pack(shard, meaning.facts);
    }
  }

  #record(shard: number): Buffer {
    const { workload, plan } = this.#world;
    if (workload.chance(plan.rate('poison') / 2)) return this.#noFrame(shard);
    const facts: MeantFact[] = [];
    for (let i = workload.between(1, 4); i > 0; i -= 1) {
      facts.push(workload.chance(plan.rate('poison') / 2) ? { fact: 'nonsense' } : this.#event(shard));
    }
    return this.#pack(shard, facts);
  }

  #event(shard: number): MeantEvent {
    const { workload, now } = this.#world;
    const sent = this.#sent.get(shard) ?? [];
    this.#sent.set(shard, sent);
    const event = workload.chance(0.25) && sent.length > 0 ? this.#again(sent) : this.#fresh(shard, now);
    sent.push(event);
    return event;
  }

  #fresh(shard: number, now: number): MeantEvent {
    const { workload, shards } = this.#world;
    // Sometimes the root of another shard: the record is misdirected then.
    const root = this.#world.rootOf(workload.chance(0.03) ? workload.pick(shards) : shard);
    const ages = [0, 60_000, HOUR_MS, 30 * HOUR_MS, 60 * HOUR_MS, 75 * HOUR_MS, -200_000, -HOUR_MS];
    const time = now - (workload.chance(0.8) ? workload.between(0, 5000) : workload.pick(ages));
    const tokens = workload.chance(0.1) ? 0 : workload.between(1, 5000);
    const id = this.#world.newId('event');
    return { fact: 'event', root, source: 'sim', id, time, model: workload.pick(MODELS), tokens };
  }

  /** An event that was sent before: as it was, with a new time, or with other content under the same id. */
  #again(sent: readonly MeantEvent[]): MeantEvent {
    const { workload, now } = this.#world;
    const known = workload.pick(sent);
    const way = workload.between(0, 2);
    if (way === 0) return known;
    if (way === 1) return { ...known, time: now };
    return { ...known, tokens: known.tokens + 1 };
  }

  #pack(shard: number, facts: readonly MeantFact[], stamp = this.#stamp()): Buffer {
    const { workload, now } = this.#world;
    const receivedAt = now - workload.between(0, 50);
    const root = facts.find((fact) => fact.fact === 'event')?.root ?? this.#world.rootOf(shard);
    const readable = facts.map((fact) => (fact.fact === 'event' && fact.root !== root ? NONSENSE : fact));
    const isMisdirected = workload.chance(0.02);
    const header = {
      kind: 'events',
      root,
      shard: isMisdirected ? shard + 7 : shard,
      revision: stamp,
      receivedAt,
    } as const;
    const lines = facts.map((fact) => (fact.fact === 'event' ? lineOf(fact) : workload.pick(NONSENSE_LINES)));
    const value = packSourceRecord(header, lines);
    return this.#remember(value, { shard: header.shard, stamp, receivedAt, facts: readable });
  }

  /** The revision this ingest knows: often not the newest. */
  #stamp(): number {
    const { workload, revision } = this.#world;
    const lag = workload.chance(0.4) ? workload.between(0, 2) : 0;
    return Math.max(1, revision - lag);
  }

  /** A value without a header that could be believed: one unreadable fact. */
  #noFrame(shard: number): Buffer {
    const { workload } = this.#world;
    const chosen = workload.chance(0.2) ? undefined : workload.pick(DAMAGED_HEADERS);
    const value = chosen === undefined ? Buffer.from(`no frame ${workload.next()}`) : packLines([chosen, 'x']);
    return this.#remember(value, { shard, facts: [NONSENSE] });
  }

  #remember(value: Buffer, meaning: Meaning): Buffer {
    this.#world.meanings.set(value, meaning);
    return value;
  }
}

const NONSENSE = { fact: 'nonsense' } as const;

const DAMAGED_HEADERS = [
  '{',
  'null',
  '{"v":2,"kind":"events","root":"root-0","shard":0,"revision":1,"receivedAt":1,"count":1}',
  '{"v":1,"kind":"events","root":"root-0","shard":0,"revision":1,"receivedAt":1,"count":2}',
  '{"v":1,"kind":"events","root":"root-0","shard":0,"revision":"one","receivedAt":1,"count":1}',
  '{"v":1,"kind":"events","root":"root-0","shard":0,"revision":1,"receivedAt":null,"count":1}',
  '{"v":1,"kind":"events","shard":0,"revision":1,"receivedAt":1,"count":1}',
];

const NONSENSE_LINES = [
  '',
  '{',
  'null',
  '[]',
  '7',
  '{"time":"2026-01-05T09:00:00.000Z"}',
  '{"time":"2026-01-05T09:00:00.000Z","id":"n","source":"sim","root":"root-0"}',
  '{"time":"2026-01-05T09:00:00.000Z","id":"n","source":"sim","root":"root-0","provider":"sim","requestedModel":"abacus","inputTokens":-4}',
  '{"time":"2026-01-05T09:00:00.000Z","id":"x","source":"sim"}',
];
