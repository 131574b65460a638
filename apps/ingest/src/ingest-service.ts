import { Catalogue } from '@suanpan/catalogue';
import { type CatalogueFollower, followCatalogue } from '@suanpan/catalogue-follower';
import { CATALOGUE_CHANGES, USAGE_EVENTS } from '@suanpan/facts';
import { BatchingAppender, connectKafkaLog, ensureTopics, type KafkaLog, type Log } from '@suanpan/kafka';
import { kafkaConnection, openConnection } from '@suanpan/kafka-connection';
import { CallAccess } from '@suanpan/permissions';
import type { Service, ServiceOptions } from '@suanpan/service-runtime';
import { systemClock } from '@suanpan/time';
import { createMask } from '@suanpan/usage-intake';
import { admissionReader } from './admission-reader.ts';
import { ByteBudget } from './byte-budget.ts';
import { type EventDoor, openEventDoor } from './event-door.ts';
import { eventRoutes } from './event-routes.ts';
import { ingestMetrics, refusedShards } from './ingest-metrics.ts';
import { IngestModule } from './openapi-controller.ts';
import { type IngestSettings, limitsOf } from './settings.ts';
import { SourceWatch } from './source-watch.ts';

/** How long a connection may stay silent in the middle of a request, on top of what its body may take. */
const REQUEST_MARGIN_MS = 5_000;

const HOUR_MS = 3_600_000;

/** How long a caller with a key nobody knows waits until the newest catalogue is there. */
const NEWEST_WITHIN_MS = 1_000;

/** How often it is proved that acknowledged records are still in the log. */
const PROVE_EVERY_MS = 5_000;

/** What runs behind the door. */
interface OpenParts {
  readonly door: EventDoor;
  /** Resolves when everything that was taken in is acknowledged or has failed. */
  close(): Promise<void>;
}

/** The ingest service: events from HTTP to the log. */
export function ingestService(settings: IngestSettings): ServiceOptions {
  let parts: OpenParts | undefined;
  return {
    name: 'ingest',
    module: IngestModule,
    host: settings.host,
    port: settings.port,
    portSetting: 'SUANPAN_PORT',
    operations: settings.operations,
    fastify: {
      requestTimeout: settings.bodySeconds * 1000 + REQUEST_MARGIN_MS,
      trustProxy: settings.trustProxy.length === 0 ? false : [...settings.trustProxy],
    },
    // The service listens only after onStart, so the door stands open by the first request.
    routes: (scope) => eventRoutes(scope, (request, entrance) => (parts as OpenParts).door(request, entrance)),
    onStart: async (service) => {
      service.app.getHttpServer().maxConnections = settings.connectionsMax;
      parts = await openParts(settings, service);
    },
    onStop: () => parts?.close(),
  };
}

async function openParts(settings: IngestSettings, service: Service): Promise<OpenParts> {
  const { shards } = settings;
  const kafka = { ...openConnection(kafkaConnection(settings)), clientId: 'suanpan-ingest', logger: service.log };
  await ensureTopics(kafka, [USAGE_EVENTS, CATALOGUE_CHANGES], shards);
  const log = await connectKafkaLog(kafka);
  const catalogue = new Catalogue();
  const followed = follow(log, catalogue, service);
  const watch = watchSource(log, service);
  const appender = new BatchingAppender(watch.watched, {
    deadlineMs: settings.appendSeconds * 1000,
    bytesWaitingMax: settings.inFlightMebibytes * 1024 * 1024,
  });
  const limits = limitsOf(settings);
  // A gzipped body is held as sent and as inflated.
  const shareMin = 2 * limits.requestBytesMax;
  const budget = new ByteBudget(settings.inFlightMebibytes * 1024 * 1024, { shareMin });
  const metrics = ingestMetrics(service.metrics.registry, budget);
  const door = openEventDoor({
    catalogue,
    unready: followed.unready,
    caughtUp: () => followed.follower.waitForAll(NEWEST_WITHIN_MS),
    append: async (shard, value) => {
      watch.source.assertTakes(shard);
      return appender.append(USAGE_EVENTS.name, shard, value);
    },
    rules: {
      limits,
      mask: createMask(settings.masterSecret),
      readAdmission: admissionReader(settings.masterSecret),
    },
    access: new CallAccess(catalogue, settings.callGraceHours * HOUR_MS),
    budget,
    bodyTimeoutMs: settings.bodySeconds * 1000,
    clock: systemClock,
    observer: {
      ...metrics,
      refused: (code, error) => {
        metrics.refused(code, error);
        if (code === 'internal') service.log.error({ err: error }, 'a request failed');
      },
    },
  });
  service.health.register('catalogue', followed.unready);
  service.health.register('log', async () => {
    await log.bounds(USAGE_EVENTS.name, 0);
    return undefined;
  });
  refusedShards(service.metrics.registry, watch.source);
  const close = async () => {
    watch.stop();
    await appender.close();
    await followed.follower.stop();
    await log.close();
  };
  return { door, close };
}

/** Watches acknowledgements, and proves every few seconds that what was acknowledged is still there. */
function watchSource(log: KafkaLog, service: Service) {
  const source = new SourceWatch({
    log,
    clock: systemClock,
    elapsed: () => performance.now(),
    onChange: (shard, code, detail) => {
      if (code === undefined) service.log.info({ shard }, 'the clocks agree again; the shard takes events');
      else service.log.error({ shard, code }, detail);
    },
  });
  const watched: Pick<Log, 'append'> = {
    async append(topic, shard, values) {
      const stamp = await log.appendStamped(topic, shard, values);
      source.acknowledged(shard, stamp, values);
      return stamp.offset;
    },
  };
  let proving: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    proving = proving
      .then(() => source.prove())
      .catch((error: unknown) => service.log.warn({ err: error }, 'the source could not be proved; it is tried again'));
  }, PROVE_EVERY_MS);
  return { source, watched, stop: () => clearInterval(timer) };
}

/** Follows the catalogue; until it has caught up, or when following has ended, nothing can be taken in. */
function follow(
  log: KafkaLog,
  catalogue: Catalogue,
  { log: serviceLog }: Service,
): { readonly follower: CatalogueFollower; readonly unready: () => string | undefined } {
  let caughtUp = false;
  const follower = followCatalogue(log, catalogue, {
    onFailed: (error) => serviceLog.error({ err: error }, 'following the catalogue has ended'),
    onRetry: (error, tries) => serviceLog.warn({ err: error, tries }, 'the catalogue could not be read; trying again'),
  });
  follower.caughtUp.then(
    (revision) => {
      caughtUp = true;
      serviceLog.info({ revision }, 'the catalogue has been read');
    },
    // Whoever asks is told by `unready`; the error itself was logged above.
    () => undefined,
  );
  const unready = () => {
    if (follower.error !== undefined) return 'The catalogue cannot be followed any more.';
    return caughtUp ? undefined : 'The catalogue is still being read.';
  };
  return { follower, unready };
}
