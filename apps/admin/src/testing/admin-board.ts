import { randomUUID } from 'node:crypto';
import { type CatalogueWriter, openCatalogueWriter } from '@suanpan/catalogue-postgres';
import { connectClickHouse } from '@suanpan/clickhouse';
import type { SourceHeader } from '@suanpan/facts';
import { type Log, MemoryLog } from '@suanpan/kafka';
import { invoicePayments } from '@suanpan/payments';
import { type RealPostgres, startRealPostgres } from '@suanpan/real-parts';
import { newServiceLog, type Service, startService } from '@suanpan/service-runtime';
import { openSignIn, type ProviderSettings } from '@suanpan/sign-in';
import { Client } from 'pg';
import { suspendedIn } from '../access/known-people.ts';
import { adminModule } from '../admin-module.ts';
import { keepWorking } from '../jobs/keep-working.ts';
import { keepSending } from '../money/keep-sending.ts';
import { PRICE_BODY_LIMITS } from '../prices/price-parts.ts';
import { RECONCILE_BODY_LIMITS } from '../statements/reconcile-operations.ts';
import { connectAdminTables } from '../store/data-source.ts';
import { HeldWriter } from './held-writer.ts';
import { type LedgerBoard, startLedgerBoard } from './ledger-board.ts';
import { type Holder, type Keys, mintKeys, seed } from './seed.ts';
import { specClock } from './spec-clock.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: specs look at what they expect
  readonly json: any;
}

export interface Sent {
  readonly as?: Holder;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A running admin with two tenants, and keys to ask it with. */
export interface AdminBoard {
  readonly service: Service;
  readonly writer: CatalogueWriter;
  /** Holds commits up, where a spec looks at what happens meanwhile. */
  readonly held: HeldWriter;
  readonly keys: Keys;
  /** Of the person per_known, who signs in as `known`. */
  readonly firstPassword: string;
  readonly database: string;
  /** What comes behind the log, if it was asked for. */
  readonly ledger?: LedgerBoard;
  /** Sends events of a root as ingest would. */
  send(root: string, events: readonly object[], more?: Partial<SourceHeader>): Promise<void>;
  /** Until everything that was accepted or sent by now is in the ledger. */
  settle(): Promise<void>;
  now(): number;
  /** The clock of the service, which specs move on. */
  readonly time: { skip(ms: number): void };
  /** Sends a request; what is not a GET gets an Idempotency-Key unless one is given. */
  ask(method: string, path: string, sent?: Sent): Promise<Reply>;
  /** The same with If-Match of what stands at an address now. */
  change(method: string, path: string, sent?: Sent & { readonly versionAt?: string }): Promise<Reply>;
  // biome-ignore lint/suspicious/noExplicitAny: rows are looked at as they come
  sql(text: string): Promise<any>;
  stop(): Promise<void>;
}

const SHARDS = 4;
const LOG = newServiceLog('admin-spec', { SUANPAN_LOG: process.env.SUANPAN_LOG ?? 'silent' });

/** What stands behind the service beside its database. */
export interface BoardOptions {
  /** One in memory if absent. */
  readonly log?: Log;
  /** Rates what is sent and keeps it in a real ledger; without it the ledger does not answer. */
  readonly ledger?: boolean;
  /** False leaves jobs to others. */
  readonly working?: boolean;
  /** An identity provider, and where people reach the service then. */
  readonly provider?: ProviderSettings;
  readonly origin?: string;
}

export async function startAdminBoard(options: BoardOptions = {}): Promise<AdminBoard> {
  const { log = new MemoryLog(), ledger: hasLedger = false, provider, origin } = options;
  const postgres = await startRealPostgres();
  const database = await newDatabase(postgres);
  const time = specClock();
  const { now } = time;
  const writer = await openCatalogueWriter({ database, log, shards: SHARDS, now });
  // Nothing publishes in the background of a board, so whoever waits for it does it.
  const untilPublished = async (revision: number, withinMs: number) => {
    await writer.publish();
    return writer.untilPublished(revision, withinMs);
  };
  const held = new HeldWriter({ ...writer, untilPublished });
  const source = await connectAdminTables(database);
  const suspended = suspendedIn(await writer.mirror());
  const signIn = await openSignIn({ database, suspended, ...(provider === undefined ? {} : { provider }) });
  const keys = mintKeys();
  const firstPassword = await seed({ writer, signIn, keys, now }, (text) => source.query(text));
  const ledger = hasLedger ? await startLedgerBoard(log, SHARDS, now) : undefined;
  const ledgerAddress = ledger?.address ?? { url: 'http://127.0.0.1:1', user: 'x', password: 'x' };
  const clickhouse = ledger?.clickhouse ?? connectClickHouse(ledgerAddress);
  const service = await startService({
    name: 'admin-spec',
    module: adminModule({
      ...{ writer: held.writer, signIn, source, payments: [invoicePayments()], origin },
      ...{
        masterSecret: Buffer.alloc(32, 7),
        clock: { now },
        log,
        ledger: clickhouse,
        ledgerAddress,
        prices: { thresholdPercent: '10' },
      },
    }),
    bodyLimits: { ...PRICE_BODY_LIMITS, ...RECONCILE_BODY_LIMITS },
    host: '127.0.0.1',
    port: 0,
    log: LOG,
  });
  const sending = keepSending({ writer, source, log, clock: { now }, latenessDays: 35 }, service);
  const working = options.working === false ? undefined : keepWorking(service);
  const ask = (method: string, path: string, sent: Sent = {}) => send(service.url, keys, method, path, sent);
  return {
    ...{ service, writer, held, keys, firstPassword, database, ask, now, time },
    ...(ledger === undefined ? {} : { ledger }),
    settle: async () => {
      const waiting = () => source.query('SELECT 1 FROM admin.directive WHERE published_at IS NULL LIMIT 1');
      while ((await waiting()).length > 0);
      await ledger?.settle();
    },
    send: async (root, events, more) => {
      // Ingest stamps with what it knows, which is on the topic.
      const { revision } = await writer.head();
      await writer.publish();
      const shard = (await writer.mirror()).asOf(revision).root(root)?.shard ?? 0;
      await ledger?.send({ root, shard, revision }, events, more);
    },
    sql: (text) => source.query(text),
    change: async (method, path, sent = {}) => {
      const { headers } = await ask('GET', sent.versionAt ?? path, { as: sent.as ?? 'operator' });
      return ask(method, path, { ...sent, headers: { 'if-match': headers.get('etag') ?? '"0"', ...sent.headers } });
    },
    stop: async () => {
      await working?.close();
      await sending.close();
      await service.stop();
      await ledger?.stop();
      if (ledger === undefined) await clickhouse.close();
      await signIn.close();
      await source.destroy();
      await writer.close();
      await postgres.stop();
    },
  };
}

let databases = 0;

async function newDatabase(postgres: RealPostgres): Promise<string> {
  databases += 1;
  const name = `admin_${databases}`;
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const address = new URL(postgres.url);
  address.pathname = name;
  return address.href;
}

async function send(url: string, keys: Keys, method: string, path: string, sent: Sent): Promise<Reply> {
  const { as, body, headers = {} } = sent;
  const answer = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(as === undefined ? {} : { authorization: `Bearer ${keys[as]}` }),
      ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID(), 'x-suanpan-request': 'spec' }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined };
}
