import { Readable } from 'node:stream';
import {
  type ClickHouseClient,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
  drainStream,
} from '@clickhouse/client';
import { clickHouseFault } from './clickhouse-fault.ts';

export interface ClickHouseAddress {
  /** Such as http://127.0.0.1:8123. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly database?: string;
  /** After how long without an answer a request fails. Default 60,000. */
  readonly requestTimeoutMs?: number;
  /** Requests at once; more wait. Default 10. */
  readonly connectionsAtMost?: number;
  /** Shown in the server's own lists of queries. */
  readonly application?: string;
  /** Settings of every request, on top of those everybody needs. */
  readonly settings?: ClickHouseSettings;
}

export interface StatementOptions {
  /** Name of the query: KILL QUERY finds it by this, and two at once with the same one are refused. */
  readonly queryId?: string;
  readonly settings?: ClickHouseSettings;
  readonly signal?: AbortSignal;
}

/** Values of `{name:Type}` in a statement. A bigint is sent as its digits. */
export type QueryParameters = Readonly<Record<string, unknown>>;

/** Numbers of more than 53 bits and decimals come as text, because a JSON number would round them. */
const NEEDED_BY_EVERYBODY: ClickHouseSettings = {
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
};

/**
 * A connection to ClickHouse, embedded or real. Every method throws `ledger_unavailable` when the server cannot be
 * reached or may answer otherwise later, and the client's ClickHouseError when the server refuses the statement.
 */
export class ClickHouse {
  readonly #client: ClickHouseClient;

  constructor(client: ClickHouseClient) {
    this.#client = client;
  }

  /** Runs a statement that gives no rows. */
  async exec(sql: string, params: QueryParameters = {}, options: StatementOptions = {}): Promise<void> {
    await this.#guarded(() => this.#client.command({ query: sql, query_params: sent(params), ...requestOf(options) }));
  }

  /**
   * Inserts bytes that are already in the format the statement names, such as `INSERT INTO t (a, b) FORMAT Native`.
   * After `ledger_unavailable` it is unknown whether the rows are there.
   */
  async insertNative(sql: string, bytes: Buffer | Readable, options: StatementOptions = {}): Promise<void> {
    const values = Buffer.isBuffer(bytes) ? Readable.from([bytes], { objectMode: false }) : bytes;
    await this.#guarded(async () => {
      const { stream } = await this.#client.exec({ query: sql, values, ...insertRequestOf(options) });
      await drainStream(stream);
    });
  }

  /** All rows of a query as objects; 64-bit integers and decimals are text in them. */
  async queryRows<Row>(sql: string, params: QueryParameters = {}, options: StatementOptions = {}): Promise<Row[]> {
    return this.#guarded(async () => {
      const query = { query: sql, query_params: sent(params), format: 'JSONEachRow' as const, ...requestOf(options) };
      const result = await this.#client.query(query);
      return (await result.json()) as Row[];
    });
  }

  /** Throws `ledger_unavailable` if the server does not answer. */
  async ping(): Promise<void> {
    await this.#guarded(async () => {
      const answer = await this.#client.ping();
      if (!answer.success) throw answer.error;
    });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw clickHouseFault(error);
    }
  }
}

function sent(params: QueryParameters): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value]),
  );
}

function requestOf({ queryId, settings, signal }: StatementOptions) {
  return {
    ...(queryId === undefined ? {} : { query_id: queryId }),
    ...(settings === undefined ? {} : { clickhouse_settings: settings }),
    ...(signal === undefined ? {} : { abort_signal: signal }),
  };
}

/** An insert is done when it is answered, and a column nobody knows is an error, not a column to drop. */
function insertRequestOf(options: StatementOptions) {
  const settings: ClickHouseSettings = { async_insert: 0, input_format_skip_unknown_fields: 0, ...options.settings };
  return requestOf({ ...options, settings });
}

/** Connects lazily: the first statement opens a socket. */
export function connectClickHouse(address: ClickHouseAddress): ClickHouse {
  const { url, user, password, database, application } = address;
  const client = createClient({
    url,
    username: user,
    password,
    ...(database === undefined ? {} : { database }),
    ...(application === undefined ? {} : { application }),
    request_timeout: address.requestTimeoutMs ?? 60_000,
    max_open_connections: address.connectionsAtMost ?? 10,
    // The door closes idle sockets after 30 s; the client lets go of them first.
    keep_alive: { enabled: true, idle_socket_ttl: 5_000 },
    // Errors are thrown; whoever catches them logs them once.
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: { ...NEEDED_BY_EVERYBODY, ...address.settings },
  });
  return new ClickHouse(client);
}
