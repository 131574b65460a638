import { expect, test } from '@jest/globals';
import { CATALOGUE_GENESIS, Catalogue, packRevision, unpackRevision } from '@suanpan/catalogue';
import { packSourceRecord, USAGE_EVENTS } from '@suanpan/facts';
import { memoryFoldStore } from '@suanpan/fold-store';
import { MemoryLog } from '@suanpan/kafka';
import { statelessCharging } from '@suanpan/rated-log';
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

test('what is quarantined is looked at when it comes and when the catalogue changes, and never in between', async () => {
  const log = new MemoryLog();
  const catalogue = new Catalogue();
  emptyRevisions(catalogue, 1);
  let asked = 0;
  const charging = statelessCharging((_event, view) => {
    asked += 1;
    if (view.revision < 2) return { priced: false, reason: 'model_unpriced' };
    return { priced: true, reason: 'priced', entries: [{ currency: 'USD', amount: '1', lines: [] }] };
  });
  const store = memoryFoldStore();
  const rater = new ShardRater(0, {
    log,
    catalogue: { at: async (revision) => catalogue.asOf(revision) },
    charging,
    times: { latenessDays: 35, aheadSeconds: 300 },
    openStore: async () => store,
    instance: 'spec',
    newClaim: () => 'claim',
  });
  const base = { time: '1970-01-01T00:00:00.000Z', source: 's', root: 'r', provider: 'p', requestedModel: 'm' };
  const event = { ...base, id: 'a', operation: 'chat', inputTokens: 1, outputTokens: 0, usageQuality: 'reported' };
  const header = { kind: 'events', root: 'r', shard: 0, revision: 1, receivedAt: 0 } as const;
  await log.append(USAGE_EVENTS.name, 0, [packSourceRecord(header, [JSON.stringify(event)])]);
  await rater.takeOver();
  await rater.rate(log.records(USAGE_EVENTS.name, 0));

  const scan = new PriceAgainScan({ log, catalogue, charging, clock: { now: () => 0 } });
  expect(await scan.run([rater])).toBe(0);
  const askedBefore = asked;
  expect(await scan.run([rater])).toBe(0);
  expect(asked).toBe(askedBefore);

  emptyRevisions(catalogue, 2);
  expect(await scan.run([rater])).toBe(1);
  await rater.rate(log.records(USAGE_EVENTS.name, 0));
  expect(rater.position).toMatchObject({ nextSeq: 2, revision: 2 });
  expect(await scan.run([rater])).toBe(0);
});
