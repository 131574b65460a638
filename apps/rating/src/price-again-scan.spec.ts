import { expect, test } from '@jest/globals';
import { CATALOGUE_GENESIS, Catalogue, packRevision, unpackRevision } from '@suanpan/catalogue';
import { packSourceRecord, USAGE_EVENTS } from '@suanpan/facts';
import { type FoldStore, memoryFoldStore } from '@suanpan/fold-store';
import { MemoryLog } from '@suanpan/kafka';
import { openKey, statelessCharging } from '@suanpan/rated-log';
import { ShardRater } from '@suanpan/rater';
import { PriceAgainScan } from './price-again-scan.ts';

/** A catalogue that gets empty revisions: here the price depends on the revision alone. */
function emptyRevisions(catalogue: Catalogue, upTo: number): void {
  for (let revision = catalogue.revision + 1; revision <= upTo; revision += 1) {
    const prev = revision === 1 ? CATALOGUE_GENESIS : catalogue.hash;
    const text = { v: 1, revision, prev, at: 0, actor: 'spec', reason: 'spec', changes: [] } as const;
    catalogue.apply(unpackRevision(packRevision(text)));
  }
}

/** A shard with a rater and a scan; a call has a price from revision 2 on. `duringScan` runs once, while the store is read. */
class Scanned {
  readonly log = new MemoryLog();
  readonly catalogue = new Catalogue();
  readonly rater: ShardRater;
  readonly scan: PriceAgainScan;
  /** How often it was asked whether a call has a price. */
  asked = 0;
  duringScan: (() => Promise<unknown>) | undefined;
  readonly store = memoryFoldStore();

  constructor() {
    emptyRevisions(this.catalogue, 1);
    const { log, catalogue } = this;
    const charging = statelessCharging((_event, view) => {
      this.asked += 1;
      if (view.revision < 2) return { priced: false, reason: 'model_unpriced' };
      return { priced: true, reason: 'priced', entries: [{ currency: 'USD', amount: '1', lines: [] }] };
    });
    this.rater = new ShardRater(0, {
      ...{ log, charging, catalogue: { at: async (revision) => catalogue.asOf(revision) } },
      ...{ times: { latenessDays: 35, aheadSeconds: 300 }, instance: 'spec', newClaim: () => 'claim' },
      openStore: async () => this.#store(),
    });
    this.scan = new PriceAgainScan({ log, catalogue, charging, clock: { now: () => 0 } });
  }

  async send(id: string, revision: number): Promise<void> {
    const base = { time: '1970-01-01T00:00:00.000Z', source: 's', root: 'r', provider: 'p', requestedModel: 'm' };
    const event = { ...base, id, operation: 'chat', inputTokens: 1, outputTokens: 0, usageQuality: 'reported' };
    const header = { kind: 'events', root: 'r', shard: 0, revision, receivedAt: 0 } as const;
    await this.log.append(USAGE_EVENTS.name, 0, [packSourceRecord(header, [JSON.stringify(event)])]);
  }

  rate(): Promise<number> {
    return this.rater.rate(this.log.records(USAGE_EVENTS.name, 0));
  }

  #store(): FoldStore {
    const { store } = this;
    const scan = async function* (this: Scanned, ...range: Parameters<FoldStore['scan']>) {
      yield* store.scan(...range);
      const act = this.duringScan;
      this.duringScan = undefined;
      await act?.();
    };
    return { ...store, scan: scan.bind(this) };
  }
}

test('what is quarantined is looked at when it comes and when the catalogue changes, and never in between', async () => {
  const shard = new Scanned();
  await shard.send('a', 1);
  await shard.rater.takeOver();
  await shard.rate();
  expect(await shard.scan.run([shard.rater])).toBe(0);
  const askedBefore = shard.asked;
  expect(await shard.scan.run([shard.rater])).toBe(0);
  expect(shard.asked).toBe(askedBefore);
  emptyRevisions(shard.catalogue, 2);
  expect(await shard.scan.run([shard.rater])).toBe(1);
  await shard.rate();
  expect(shard.rater.position).toMatchObject({ nextSeq: 2, revision: 2 });
  expect(await shard.scan.run([shard.rater])).toBe(0);
});

test('what is quarantined while a scan reads the store is looked at by the next one', async () => {
  const shard = new Scanned();
  await shard.rater.takeOver();
  emptyRevisions(shard.catalogue, 2);
  shard.duringScan = async () => {
    await shard.send('late', 1);
    await shard.rate();
  };
  expect(await shard.scan.run([shard.rater])).toBe(0);
  expect(shard.rater.position).toMatchObject({ nextSeq: 1, revision: 1 });
  expect(await shard.scan.run([shard.rater])).toBe(1);
});

test('a call that cannot be read takes nothing from other shards, and its shard halts with the next delivery', async () => {
  const [damaged, whole] = [new Scanned(), new Scanned()];
  for (const shard of [damaged, whole]) {
    await shard.send('a', 1);
    await shard.rater.takeOver();
    await shard.rate();
    emptyRevisions(shard.catalogue, 2);
  }
  await damaged.store.write([[openKey(0), Buffer.from('{"root":')]], JSON.stringify(damaged.rater.position));
  expect(await whole.scan.run([damaged.rater, whole.rater])).toBe(1);
  expect([damaged.rater.holds, damaged.rater.distrust?.code]).toEqual([false, 'state_damaged']);
  await expect(damaged.rater.takeOver()).rejects.toMatchObject({ code: 'state_damaged' });
  expect(await damaged.store.position()).toBeUndefined();
});
