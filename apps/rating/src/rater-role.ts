import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Catalogue } from '@suanpan/catalogue';
import { type CatalogueFollower, followCatalogue } from '@suanpan/catalogue-follower';
import { USAGE_EVENTS } from '@suanpan/facts';
import { newId } from '@suanpan/identity';
import { openFoldStore } from '@suanpan/log-consumer';
import { planCharging } from '@suanpan/price-plan';
import { type CatalogueAtRevision, ShardRater } from '@suanpan/rater';
import { haltedPart, type Service } from '@suanpan/service-runtime';
import { systemClock } from '@suanpan/time';
import { RaterController } from './batch-controllers.ts';
import { OldestUndecided } from './oldest-undecided.ts';
import { PriceAgainScan } from './price-again-scan.ts';
import { RateShards } from './rate-shards.ts';
import { raterMetrics } from './rating-metrics.ts';
import type { Role, RoleParts } from './role.ts';
import { foldFolder } from './settings.ts';

/** How long a record may wait for the revision it was stamped with before it is delivered again. */
const REVISION_WAIT_MS = 5_000;
const SCAN_EVERY_MS = 2_000;

class RaterModule {}

/** Wires the rater: shards claimed as the group assigns them, and the scan for quarantined events that have a price now. */
export function raterRole({ settings, kafkaLog, log }: RoleParts): Role {
  const catalogue = new Catalogue();
  let follower: CatalogueFollower | undefined;
  let metrics: ReturnType<typeof raterMetrics> | undefined;
  const shards = new RateShards((shard) => {
    const { latenessDays, aheadSeconds, correctionDays } = settings;
    return new ShardRater(shard, {
      log: kafkaLog,
      catalogue: atRevision(catalogue, () => follower),
      charging: planCharging,
      times: { latenessDays, aheadSeconds, correctionDays },
      openStore: () => openFoldStore(foldFolder(settings), `shard-${shard}`, log),
      instance: `${hostname()}:${process.pid}`,
      newClaim: () => newId('claim'),
      onStoreDamaged: (at, fault) =>
        log.warn({ err: fault, shard: at }, 'the fold store is damaged; it is rebuilt from the log'),
      onRated: (at, kinds) => metrics?.rated(at, kinds),
      onClockDisagreement: (at, clocks) => {
        metrics?.clockDisagrees(at, clocks);
        log.warn({ shard: at, ...clocks, code: 'clock_disagrees' }, 'a clock of the broker or of ingest is wrong');
      },
    });
  });
  const scan = new PriceAgainScan({ log: kafkaLog, catalogue, charging: planCharging, clock: systemClock });
  const undecided = new OldestUndecided(kafkaLog, systemClock);
  const scanning = new AbortController();
  let scanned: Promise<void> = Promise.resolve();
  return {
    name: 'rating',
    module: {
      module: RaterModule,
      controllers: [RaterController],
      providers: [{ provide: RateShards, useValue: shards }],
    },
    group: { groupId: 'suanpan-rating' },
    async onStart(service) {
      metrics = raterMetrics(service.metrics.registry, shards, undecided);
      follower = followCatalogue(kafkaLog, catalogue, {
        onRetry: (error) => log.warn({ err: error }, 'the catalogue topic cannot be read now'),
      });
      service.health.register('catalogue', () => follower?.error?.message);
      service.health.registerHalts('state', () =>
        shards.distrusted.map(({ shard, fault }) => haltedPart(`${USAGE_EVENTS.name}/${shard}`, fault)),
      );
      await follower.caughtUp;
      const { correctionDays } = settings;
      log.info(
        { correctionDays, bytesPerCall: 8 },
        'calls can be corrected for so many days; each call takes so many bytes of state until then',
      );
    },
    async onReady(service) {
      scanned = keepScanning(scan, undecided, shards, service, scanning.signal);
    },
    async onStop() {
      scanning.abort();
      await scanned;
      await follower?.stop();
      await shards.close();
    },
  };
}

function atRevision(catalogue: Catalogue, follower: () => CatalogueFollower | undefined): CatalogueAtRevision {
  return {
    async at(revision) {
      if (revision > catalogue.revision) await follower()?.waitForRevision(revision, REVISION_WAIT_MS);
      return catalogue.asOf(revision);
    },
  };
}

async function keepScanning(
  scan: PriceAgainScan,
  undecided: OldestUndecided,
  shards: RateShards,
  service: Service,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await undecided.refresh(shards.assigned, (shard, error) => {
      if (!signal.aborted) service.log.warn({ err: error, shard }, 'the oldest undecided record could not be read');
    });
    try {
      const sent = await scan.run(shards.held);
      if (sent > 0) service.log.info({ directives: sent }, 'quarantined events are priced again');
    } catch (error) {
      // Whatever the reason, nothing was changed here and the next scan starts from what is there then.
      if (!signal.aborted) service.log.warn({ err: error }, 'the scan for prices failed and is tried again');
    }
    // Nothing but the signal makes it reject.
    await delay(SCAN_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
