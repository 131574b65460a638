import { type CatalogueView, emptyView } from '@suanpan/catalogue';
import {
  type BackfillStamp,
  type Directive,
  packSourceRecord,
  USAGE_EVENTS,
  USAGE_RATED,
  type UsageEvent,
} from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { type FoldStore, memoryFoldStore } from '@suanpan/fold-store';
import { MemoryLog } from '@suanpan/kafka';
import { type Price, statelessCharging } from '@suanpan/rated-log';
import { outcomesOf, unpackRated } from '@suanpan/rated-record';
import { formatInstant } from '@suanpan/time';
import type { CatalogueAtRevision, ClockDisagreements, RaterParts } from './rater-parts.ts';
import { ShardRater } from './shard-rater.ts';

// What the specs of this library build their cases from: one shard, its log, and raters on it.

export const SHARD = 1;
export const NOON = Date.UTC(2026, 10, 24, 12);

export function anEvent(id: string, more: Partial<UsageEvent> = {}): UsageEvent {
  return {
    time: formatInstant(NOON),
    id,
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

/** Revision n prices every call at n; `late` has a price from revision 5 on, and a call without input uses nothing. */
export const price: Price = (event, view) => {
  if (event.requestedModel === 'late' && view.revision < 5) return { priced: false, reason: 'model_unpriced' };
  if (event.inputTokens === 0) return { priced: true, reason: 'nothing_to_price', entries: [] };
  return { priced: true, reason: 'priced', entries: [{ currency: 'USD', amount: `${view.revision}`, lines: [] }] };
};

export const charging = statelessCharging(price);

export function viewOf(revision: number): CatalogueView {
  const root = (id: string) => ({ id, name: id, shard: SHARD, zone: 'UTC' });
  return emptyView(revision, { root });
}

/** What the broker's clock says and how much lateness is accepted can be changed between records and raters. */
export class Shard {
  readonly log = new MemoryLog(NOON);
  /** The clock of whoever receives events. */
  now = NOON;
  /** By how much the broker's clock is ahead of it. */
  skewMs = 0;
  latenessDays = 35;
  /** The newest revision of the catalogue. */
  revision = 9;
  readonly clocks: ClockDisagreements[] = [];
  #claims = 0;

  async send(revision: number, events: readonly UsageEvent[]): Promise<void> {
    await this.sendLines('events', revision, events);
  }

  async sendLines(kind: 'events' | 'directive', revision: number, subjects: readonly object[]): Promise<void> {
    const header = { kind, root: 'root-a', shard: SHARD, revision, receivedAt: this.now } as const;
    const value = packSourceRecord(
      header,
      subjects.map((subject) => JSON.stringify(subject)),
    );
    await this.#append(value);
  }

  /** One record of a backfill. */
  async sendBackfill(backfill: BackfillStamp, events: readonly UsageEvent[]): Promise<void> {
    const lines = events.map((event) => JSON.stringify(event));
    const header = {
      kind: 'events',
      root: 'root-a',
      shard: SHARD,
      revision: 1,
      receivedAt: this.now,
      backfill,
    } as const;
    await this.#append(packSourceRecord(header, lines));
  }

  async sendSeal(backfill: string): Promise<void> {
    const base = { time: formatInstant(NOON), id: `seal-${backfill}`, source: 'admin', root: 'root-a', reason: '' };
    await this.sendLines('directive', 1, [{ ...base, directive: 'seal', backfill } satisfies Directive]);
  }

  async #append(value: Buffer): Promise<void> {
    const offset = await this.log.append(USAGE_EVENTS.name, SHARD, [value]);
    const records = this.log.records(USAGE_EVENTS.name, SHARD);
    records[offset] = { offset, appendedAt: this.now + this.skewMs, value };
  }

  source(from = 0) {
    return this.log.records(USAGE_EVENTS.name, SHARD).slice(from);
  }

  rater(instance: string, store: FoldStore = memoryFoldStore(), more: Partial<RaterParts> = {}): ShardRater {
    return new ShardRater(SHARD, {
      log: this.log,
      catalogue: this.catalogue,
      charging,
      times: { latenessDays: this.latenessDays, aheadSeconds: 300 },
      onClockDisagreement: (_, clocks) => void this.clocks.push(clocks),
      openStore: () => Promise.resolve(store),
      instance,
      newClaim: () => {
        this.#claims += 1;
        return `${instance}-${this.#claims}`;
      },
      ...more,
    });
  }

  readonly catalogue: CatalogueAtRevision = {
    at: async (revision) => {
      if (revision <= this.revision) return viewOf(revision);
      throw new Fault('revision_unknown', `The catalogue ends before revision ${revision}.`);
    },
  };

  /** Every outcome in the log, whoever wrote it. */
  outcomes() {
    const records = this.log.records(USAGE_RATED.name, SHARD).map(({ value }) => unpackRated(value));
    return records.flatMap((record) => (record.header.kind === 'batch' ? [...outcomesOf(record)] : []));
  }
}
