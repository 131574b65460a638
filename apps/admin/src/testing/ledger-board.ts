import { setTimeout as delay } from 'node:timers/promises';
import { Catalogue } from '@suanpan/catalogue';
import { type CatalogueFollower, followCatalogue } from '@suanpan/catalogue-follower';
import { type ClickHouse, type ClickHouseAddress, connectClickHouse } from '@suanpan/clickhouse';
import { packSourceRecord, type SourceHeader, USAGE_EVENTS, USAGE_RATED } from '@suanpan/facts';
import { isTransient } from '@suanpan/fault';
import { memoryFoldStore } from '@suanpan/fold-store';
import { newId } from '@suanpan/identity';
import type { Log } from '@suanpan/kafka';
import { ClickHouseLedgerStore, migrateLedger } from '@suanpan/ledger-clickhouse';
import { LedgerSink } from '@suanpan/ledger-sink';
import { planCharging } from '@suanpan/price-plan';
import { ShardRater } from '@suanpan/rater';
import { startRealClickHouse } from '@suanpan/real-parts';

/** Whose events are sent, and by which catalogue. */
export interface Addressee {
  readonly root: string;
  readonly shard: number;
  readonly revision: number;
}

/** What comes behind the log: the rater with plans and the sink, in this process, and the ledger in a real ClickHouse. */
export interface LedgerBoard {
  readonly clickhouse: ClickHouse;
  readonly address: ClickHouseAddress;
  /** Sends events of one root as ingest would, stamped with a revision that is on the topic. */
  send(to: Addressee, events: readonly object[], more?: Partial<SourceHeader>): Promise<void>;
  /** Until everything on the log by now is in the ledger. */
  settle(): Promise<void>;
  /** Holds the ledger back, or lets it go on. */
  hold(on: boolean): void;
  stop(): Promise<void>;
}

const READ_BYTES = 4 * 1024 * 1024;
const PAUSE_MS = 5;

/** Starts rating and filling the ledger from a log that has its topics. */
export async function startLedgerBoard(log: Log, shards: number, now: () => number): Promise<LedgerBoard> {
  const engine = await startRealClickHouse();
  const clickhouse = connectClickHouse(engine);
  await migrateLedger(clickhouse);
  const catalogue = new Catalogue();
  const follower = followCatalogue(log, catalogue, { readWaitMs: 20 });
  const numbers = Array.from({ length: shards }, (_, shard) => shard);
  const raters = numbers.map((shard) => newRater(shard, log, catalogue, follower));
  const sink = new LedgerSink({
    ...{ log, shards: numbers, now, newChunkId: () => newId('chunk') },
    ledger: new ClickHouseLedgerStore({ sink: clickhouse, repair: clickhouse, instance: 'spec' }),
    openStore: async () => memoryFoldStore(),
  });
  let held = false;
  let rounds = 0;
  let failure: unknown;
  const stopping = new AbortController();
  const filling = keepFilling();
  return {
    clickhouse,
    address: { url: engine.url, user: engine.user, password: engine.password },
    async send({ root, shard, revision }, events, more = {}) {
      const header = { kind: 'events', root, shard, revision, receivedAt: now(), ...more } as const;
      const value = packSourceRecord(
        header,
        events.map((event) => JSON.stringify(event)),
      );
      await log.append(USAGE_EVENTS.name, shard, [value]);
    },
    async settle() {
      // The round that runs may have passed what was sent last; the next one takes all of it along.
      for (const due = rounds + 2; rounds < due; await pause()) if (failure !== undefined) throw failure;
    },
    hold: (on) => {
      held = on;
    },
    async stop() {
      stopping.abort();
      await filling;
      await follower.stop();
      for (const rater of raters) await rater.release();
      await sink.close();
      await clickhouse.close();
      await engine.stop();
    },
  };

  async function keepFilling(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        if (!held) await round();
        await pause();
      } catch (error) {
        // A broker that was killed comes back; anything else is told by whoever waits.
        if (!isTransient(error)) {
          failure = error;
          return;
        }
      }
    }
  }

  /** Rates all that is on the log, and has all of that in the ledger. */
  async function round(): Promise<void> {
    for (const rater of raters) await rateAll(rater, log);
    if (!sink.started) await sink.start();
    for (const shard of numbers) {
      const { end } = await log.bounds(USAGE_RATED.name, shard);
      while (sink.nextOffset(shard) < end) {
        sink.offer(shard, await log.read(USAGE_RATED.name, shard, sink.nextOffset(shard), READ_BYTES, 0));
      }
    }
    await sink.flush();
    rounds += 1;
  }
}

function newRater(shard: number, log: Log, catalogue: Catalogue, follower: CatalogueFollower): ShardRater {
  return new ShardRater(shard, {
    ...{ log, charging: planCharging, times: { latenessDays: 35, aheadSeconds: 300 }, instance: 'spec' },
    catalogue: {
      at: async (revision) => {
        if (revision > catalogue.revision) await follower.waitForRevision(revision, 10_000);
        return catalogue.asOf(revision);
      },
    },
    openStore: async () => memoryFoldStore(),
    newClaim: () => newId('claim'),
  });
}

async function rateAll(rater: ShardRater, log: Log): Promise<void> {
  let next = rater.holds ? (rater.position?.nextSource ?? 0) : await rater.takeOver();
  const { end } = await log.bounds(USAGE_EVENTS.name, rater.shard);
  while (next < end) next = await rater.rate(await log.read(USAGE_EVENTS.name, rater.shard, next, READ_BYTES, 0));
}

function pause(): Promise<void> {
  return delay(PAUSE_MS);
}
