import { readdir, rename, rm } from 'node:fs/promises';
import { Fault, isFault } from '@suanpan/fault';
import { ClassicLevel } from 'classic-level';
import type { FoldPut, FoldStore } from './fold-store.ts';
import { afterPrefix, demandFreeKey } from './reserved-keys.ts';
import {
  hasGap,
  markKey,
  numberBytes,
  POSITION_KEY,
  positionBytes,
  readPosition,
  recentWrites,
} from './write-marks.ts';

type Level = ClassicLevel<Uint8Array, Uint8Array>;

/** Memory and files of one store; a service has one store a shard. */
export interface LevelLimits {
  /** Bytes of recently read blocks, uncompressed. */
  readonly cacheBytes: number;
  /** Bytes that wait in memory, and in the journal, before they become a table; two such may exist at once. */
  readonly writeBufferBytes: number;
}

export const LEVEL_LIMITS: LevelLimits = { cacheBytes: 32 * 1024 * 1024, writeBufferBytes: 16 * 1024 * 1024 };

/**
 * Opens the fold store in a folder, which is made if it is missing.
 * - `fold_store_mismatch`: what is there is damaged. `discardLevelFoldStore`, open again, and rebuild from the log.
 * - `fold_store_locked`: another process, or this one, has it open.
 */
export async function openLevelFoldStore(folder: string, limits: Partial<LevelLimits> = {}): Promise<FoldStore> {
  const full = { ...LEVEL_LIMITS, ...limits };
  const level = await openLevel(folder, full);
  try {
    return new LevelFoldStore(folder, full, level, await newestWrite(level, folder));
  } catch (error) {
    await level.close();
    throw error;
  }
}

/** Removes a store that is not open. It is moved aside first, so that a crash leaves it whole or gone. */
export async function discardLevelFoldStore(folder: string): Promise<void> {
  const aside = `${folder}.discarded`;
  await rm(aside, { recursive: true, force: true });
  try {
    await rename(folder, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

/** LevelDB makes an empty store where it finds none, also where only the file is gone that says which tables are in use. */
async function demandCurrent(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  if (names.includes('CURRENT') || !names.some((name) => /\.(?:ldb|log)$/.test(name))) return;
  throw new Fault('fold_store_mismatch', `The fold store in ${folder} has lost its CURRENT.`);
}

async function openLevel(folder: string, limits: LevelLimits): Promise<Level> {
  await demandCurrent(folder);
  const level: Level = new ClassicLevel(folder, {
    keyEncoding: 'view',
    valueEncoding: 'view',
    cacheSize: limits.cacheBytes,
    writeBufferSize: limits.writeBufferBytes,
    // Keys are random and values are short; Snappy would cost time and win little.
    compression: false,
  });
  try {
    await level.open();
    return level;
  } catch (error) {
    throw storeFault(folder, error);
  }
}

/** LevelDB's reason lies one or two causes deep. */
function codeOf(error: unknown): string | undefined {
  for (let at = error; typeof at === 'object' && at !== null; at = (at as Error).cause) {
    const { code } = at as NodeJS.ErrnoException;
    if (code !== undefined && code !== 'LEVEL_DATABASE_NOT_OPEN') return code;
  }
  return undefined;
}

function storeFault(folder: string, error: unknown): Fault {
  if (isFault(error)) return error;
  if (codeOf(error) === 'LEVEL_LOCKED') {
    return new Fault('fold_store_locked', `The fold store in ${folder} is open elsewhere.`, { cause: error });
  }
  return new Fault('fold_store_mismatch', `The fold store in ${folder} cannot be read.`, { cause: error });
}

/** The number of the newest write, 0 in an empty store. */
async function newestWrite(level: Level, folder: string): Promise<bigint> {
  const damaged = (what: string) => new Fault('fold_store_mismatch', `The fold store in ${folder} ${what}.`);
  try {
    const bytes = await level.get(POSITION_KEY);
    if (bytes === undefined) {
      const [first] = await level.keys({ limit: 1 }).all();
      if (first !== undefined) throw damaged('holds state without a position');
      return 0n;
    }
    const newest = readPosition(bytes);
    if (newest === undefined) throw damaged('has a position that cannot be read');
    const marks = await level.getMany(recentWrites(newest.write).map(markKey));
    if (hasGap(newest.write, marks)) throw damaged('has lost a write in its middle');
    return newest.write;
  } catch (error) {
    throw storeFault(folder, error);
  }
}

/**
 * The fold store on LevelDB. Writes are not synced to the disk: after a power cut the store stands at an older write,
 * and what is missing is folded again from the log, which alone is the truth.
 */
class LevelFoldStore implements FoldStore {
  readonly #folder: string;
  readonly #limits: LevelLimits;
  #level: Level;
  #write: bigint;
  /** Writes go one after the other: LevelDB's threads would otherwise be free to swap two of them. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(folder: string, limits: LevelLimits, level: Level, write: bigint) {
    this.#folder = folder;
    this.#limits = limits;
    this.#level = level;
    this.#write = write;
  }

  async position(): Promise<string | undefined> {
    const bytes = await this.#guarded(() => this.#level.get(POSITION_KEY));
    return bytes === undefined ? undefined : readPosition(bytes)?.position;
  }

  getMany(keys: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
    return this.#guarded(() => this.#level.getMany([...keys]));
  }

  async *scan(prefix: Uint8Array, from = prefix): AsyncIterable<readonly [Uint8Array, Uint8Array]> {
    const gte = Buffer.compare(from, prefix) < 0 ? prefix : from;
    try {
      yield* this.#level.iterator({ gte, lt: afterPrefix(prefix) });
    } catch (error) {
      throw storeFault(this.#folder, error);
    }
  }

  write(puts: readonly FoldPut[], position: string): Promise<void> {
    return this.#inTurn(async () => {
      const write = this.#write + 1n;
      const operations = puts.map(([key, value]) => {
        demandFreeKey(key);
        return value === undefined ? { type: 'del' as const, key } : { type: 'put' as const, key, value };
      });
      await this.#guarded(() =>
        this.#level.batch([
          ...operations,
          { type: 'put', key: markKey(write), value: numberBytes(write) },
          { type: 'put', key: POSITION_KEY, value: positionBytes(write, position) },
        ]),
      );
      this.#write = write;
    });
  }

  clear(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#level.close();
      await discardLevelFoldStore(this.#folder);
      this.#level = await openLevel(this.#folder, this.#limits);
      this.#write = 0n;
    });
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#level.close());
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(act);
    this.#queue = done.catch(() => {});
    return done;
  }

  async #guarded<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof RangeError) throw error;
      throw codeOf(error) === 'LEVEL_CORRUPTION'
        ? storeFault(this.#folder, error)
        : new Fault('fold_store_failed', `The fold store in ${this.#folder} failed.`, { cause: error });
    }
  }
}
