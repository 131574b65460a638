import { createRequire } from 'node:module';
import { join } from 'node:path';
import { EngineError, engineErrorOf } from './engine-error.ts';

declare const connectionBrand: unique symbol;
/** A connection of the engine: carries its own settings, parameters and current database. */
export type Connection = { readonly [connectionBrand]: true };

/** What the engine's parser says about a text (chdb_query_class in the C interface). */
export interface Classification {
  readonly statementCount: number;
  /** 0 reads, 1 changes a database, 2 changes something global, 3 steers the engine or leaves it, 4 did not parse. */
  readonly queryClass: number;
}

export interface EngineResult {
  readonly bytes: Buffer;
  readonly rowsRead: number;
  readonly bytesRead: number;
  readonly elapsedSeconds: number;
}

interface Addon {
  CreateConnection(path: string, args: string[]): Connection | undefined;
  CloseConnection(connection: Connection): void;
  QueryAsyncConnection(
    connection: Connection,
    sql: string,
    format: string,
  ): Promise<{ bytes: Uint8Array; rowsRead: number; bytesRead: number; elapsed: number }>;
  DurableClassifyAsync(connection: Connection, sql: string, database: string): Promise<Classification>;
}

/** The addon itself: the package's own sessions share state between connections, which the door must not. */
function loadAddon(): Addon {
  const require = createRequire(import.meta.url);
  const loader = require(join(require.resolve('chdb'), '..', 'dist', 'loader.js')) as { loadNative(): Addon };
  return loader.loadNative();
}

/** The embedded engine on one data folder; one per process, one process per folder. */
export class Engine {
  readonly #addon: Addon;
  readonly #dataFolder: string;
  readonly #args: string[];
  readonly #keeper: Connection;
  version = '';

  constructor(dataFolder: string, configFile: string) {
    this.#addon = loadAddon();
    this.#dataFolder = dataFolder;
    this.#args = [`--config-file=${configFile}`];
    // The engine stops with its last connection, so one stays open as long as the process.
    this.#keeper = this.connect();
  }

  /** Opens a connection (0.3 ms). Every request has its own: a failed query leaves its rows in the connection. */
  connect(): Connection {
    try {
      const connection = this.#addon.CreateConnection(this.#dataFolder, this.#args);
      if (connection === undefined) throw new EngineError(1002, 'UNKNOWN_EXCEPTION', 'The engine gave no connection.');
      return connection;
    } catch (error) {
      throw engineErrorOf(error);
    }
  }

  close(connection: Connection): void {
    this.#addon.CloseConnection(connection);
  }

  /** Closes the engine; nothing may run any more. */
  shutDown(): void {
    this.#addon.CloseConnection(this.#keeper);
  }

  async run(connection: Connection, sql: string, format = 'TabSeparated'): Promise<EngineResult> {
    try {
      const { bytes, rowsRead, bytesRead, elapsed } = await this.#addon.QueryAsyncConnection(connection, sql, format);
      const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return { bytes: view, rowsRead, bytesRead, elapsedSeconds: elapsed };
    } catch (error) {
      throw engineErrorOf(error);
    }
  }

  /** Runs statements one after the other on a connection of their own and gives the last result. */
  async runAlone(statements: readonly string[], format = 'TabSeparated'): Promise<EngineResult> {
    const connection = this.connect();
    try {
      let result: EngineResult | undefined;
      for (const sql of statements) result = await this.run(connection, sql, format);
      if (result === undefined) throw new EngineError(1002, 'UNKNOWN_EXCEPTION', 'There was no statement to run.');
      return result;
    } finally {
      this.close(connection);
    }
  }

  async classify(sql: string): Promise<Classification> {
    try {
      return await this.#addon.DurableClassifyAsync(this.#keeper, sql, 'default');
    } catch (error) {
      throw engineErrorOf(error);
    }
  }
}
