import { type CatalogueWriter, keepPublishing, openCatalogueWriter } from '@suanpan/catalogue-postgres';
import { connectClickHouse } from '@suanpan/clickhouse';
import { CATALOGUE_CHANGES, USAGE_EVENTS, USAGE_RATED } from '@suanpan/facts';
import { connectKafkaLog, ensureTopics } from '@suanpan/kafka';
import { kafkaConnection, openConnection } from '@suanpan/kafka-connection';
import { invoicePayments, type PaymentProvider, stripePayments } from '@suanpan/payments';
import type { Service, ServiceLog, ServiceOptions } from '@suanpan/service-runtime';
import { openSignIn } from '@suanpan/sign-in';
import { type Clock, systemClock } from '@suanpan/time';
import { firstAdministrator } from './access/first-administrator.ts';
import { KnownPeople, suspendedIn } from './access/known-people.ts';
import { adminModule } from './admin-module.ts';
import { Closing } from './closing.ts';
import { keepWorking } from './jobs/keep-working.ts';
import { keepSending } from './money/keep-sending.ts';
import { PRICE_BODY_LIMITS } from './prices/price-parts.ts';
import { type AdminSettings, providerOf } from './settings.ts';
import { RECONCILE_BODY_LIMITS } from './statements/reconcile-operations.ts';
import { connectAdminTables } from './store/data-source.ts';
import { sweepHourly } from './sweep-hourly.ts';

/**
 * Opens what the admin service stands on, and answers the service. Database and broker must be there at the start: a
 * database that is behind the topic must not take a single change. Later the broker may go away.
 */
export async function adminService(
  settings: AdminSettings,
  log: ServiceLog,
  clock: Clock = systemClock,
): Promise<ServiceOptions> {
  const closing = new Closing();
  try {
    return await openService(settings, log, clock, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function openService(
  settings: AdminSettings,
  log: ServiceLog,
  clock: Clock,
  closing: Closing,
): Promise<ServiceOptions> {
  const { shards, database, masterSecret, origin } = settings;
  const kafka = { ...openConnection(kafkaConnection(settings)), clientId: 'suanpan-admin', logger: log };
  await ensureTopics(kafka, [USAGE_EVENTS, USAGE_RATED, CATALOGUE_CHANGES], shards);
  const topics = closing.add(await connectKafkaLog(kafka));
  const writer = closing.add(await openCatalogueWriter({ database, log: topics, shards, now: () => clock.now() }));
  const source = await connectAdminTables(database);
  closing.add({ close: () => source.destroy() });
  const ledgerAddress = ledgerOf(settings);
  const ledger = closing.add(connectClickHouse(ledgerAddress));
  const suspended = suspendedIn(await writer.mirror());
  const provider = providerOf(settings);
  const signIn = closing.add(
    await openSignIn({ database, suspended, ...(provider === undefined ? {} : { provider }) }),
  );
  await firstAdministrator(settings, { signIn, people: new KnownPeople(writer), clock, log });
  const module = adminModule({
    ...{ writer, signIn, payments: providersOf(settings), origin, source, masterSecret, clock },
    ...{ log: topics, ledger, ledgerAddress, prices: { thresholdPercent: settings.priceThresholdPercent } },
  });
  return {
    name: 'admin',
    module,
    host: settings.host,
    port: settings.port,
    portSetting: 'SUANPAN_PORT',
    operations: settings.operations,
    fastify: { trustProxy: settings.trustProxy.length === 0 ? false : [...settings.trustProxy] },
    bodyLimits: { ...PRICE_BODY_LIMITS, ...RECONCILE_BODY_LIMITS },
    onStart: (service) => {
      closing.add(publishing(writer, service));
      closing.add(keepSending({ writer, source, log: topics, clock, latenessDays: settings.latenessDays }, service));
      closing.add(keepWorking(service));
      closing.add(sweepHourly(service, signIn, clock));
    },
    onStop: () => closing.close(),
  };
}

function ledgerOf({ clickhouseUrl: url, clickhouseUser: user, clickhousePassword: password }: AdminSettings) {
  return { url, user, password, application: 'suanpan-admin' };
}

/** The ways to pay that are set up: by invoice always. */
function providersOf({ stripeKey, stripeUrl }: AdminSettings): PaymentProvider[] {
  const invoice = invoicePayments();
  return stripeKey === '' ? [invoice] : [invoice, stripePayments({ secretKey: stripeKey, baseUrl: stripeUrl })];
}

/** Publishes what is committed, in the background. What waits for the broker is told, and keeps nobody from committing. */
function publishing(writer: CatalogueWriter, { health, log }: Service): { close(): Promise<void> } {
  const stop = new AbortController();
  let ended: string | undefined;
  const done = keepPublishing(writer, {
    signal: stop.signal,
    onRetry: (error, tries) => log.warn({ err: error, tries }, 'the catalogue could not be published; trying again'),
  }).catch((error: unknown) => {
    ended = 'The catalogue cannot be published any more; see the log.';
    log.error({ err: error }, 'publishing the catalogue has ended');
  });
  health.register('publication', () => ended);
  health.register('database', async () => {
    await writer.mirror();
    return undefined;
  });
  health.note('publication', async () => {
    const [newest] = await writer.revisions(1);
    return newest === undefined || newest.published ? undefined : `Revision ${newest.revision} waits for the broker.`;
  });
  return {
    close: async () => {
      stop.abort();
      await done;
    },
  };
}
