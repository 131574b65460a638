import { beforeEach, expect, test } from '@jest/globals';
import { emptyView } from '@suanpan/catalogue';
import { packSourceRecord, USAGE_EVENTS, USAGE_RATED } from '@suanpan/facts';
import { memoryFoldStore } from '@suanpan/fold-store';
import { MemoryLog } from '@suanpan/kafka';
import { statelessCharging } from '@suanpan/rated-log';
import { packClaim, unpackRated } from '@suanpan/rated-record';
import { ShardRater } from '@suanpan/rater';
import { RateShards } from './rate-shards.ts';
import { SpecLease } from './spec-lease.ts';

const VIEW = emptyView(1, { root: (id) => ({ id, name: id, shard: 0, zone: 'UTC' }) });

let log: MemoryLog;
let shards: RateShards;
let lease: SpecLease;

beforeEach(() => {
  log = new MemoryLog();
  lease = new SpecLease(0);
  const store = memoryFoldStore();
  let claims = 0;
  shards = new RateShards(
    (shard) =>
      new ShardRater(shard, {
        log,
        catalogue: { at: async () => VIEW },
        charging: statelessCharging(() => ({ priced: true, reason: 'nothing_to_price', entries: [] })),
        times: { latenessDays: 35, aheadSeconds: 300 },
        openStore: async () => store,
        instance: 'spec',
        newClaim: () => `claim-${claims++}`,
      }),
  );
});

async function send(id: string): Promise<void> {
  const event = { time: '1970-01-01T00:00:00.000Z', id, source: 's', root: 'r', requestedModel: 'm', provider: 'p' };
  const header = { kind: 'events', root: 'r', shard: 0, revision: 1, receivedAt: 0 } as const;
  await log.append(USAGE_EVENTS.name, 0, [packSourceRecord(header, [JSON.stringify(event)])]);
}

const source = (from = 0) => log.records(USAGE_EVENTS.name, 0).slice(from);
const claims = () => log.records(USAGE_RATED.name, 0).filter(({ value }) => unpackRated(value).header.kind === 'claim');

test('a shard is claimed once per assignment, and anew when it is assigned anew', async () => {
  await send('a');
  await shards.onBatch(source(), lease);
  await send('b');
  await shards.onBatch(source(1), lease);
  expect(claims()).toHaveLength(1);
  await shards.onBatch([], new SpecLease(0, 2));
  expect(claims()).toHaveLength(2);
});

test('a delivery that does not start where the log says is answered by a seek, and nothing is rated', async () => {
  for (const id of ['a', 'b', 'c']) await send(id);
  await shards.onBatch(source(2), lease);
  expect(lease.seeks).toEqual([0]);
  expect(lease.commits).toEqual([]);
  await shards.onBatch(source(), lease);
  expect(lease.commits).toEqual([3]);
});

test('an append whose answer is lost is delivered again, and the log is taken at its word', async () => {
  await send('a');
  await shards.onBatch([], lease);
  log.fates.push('unheard');
  await expect(shards.onBatch(source(), lease)).rejects.toMatchObject({ code: 'unavailable' });
  await shards.onBatch(source(), lease);
  expect(claims()).toHaveLength(2);
  expect(shards.held[0]?.position).toMatchObject({ nextSeq: 1, nextSource: 1 });
});

test('a claim of somebody else ends the lease; the next delivery claims back what the group still assigns', async () => {
  await send('a');
  await shards.onBatch([], lease);
  await log.append(USAGE_RATED.name, 0, [packClaim({ shard: 0, claim: 'other', instance: 'other' })]);
  await expect(shards.onBatch(source(), lease)).rejects.toMatchObject({ code: 'unavailable' });
  expect(shards.held).toEqual([]);
  await shards.onBatch(source(), lease);
  expect(shards.held[0]?.position).toMatchObject({ nextSeq: 1 });
});
