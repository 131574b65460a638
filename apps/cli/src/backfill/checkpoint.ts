import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Fault } from '@suanpan/fault';
import { readJson, writePrivately } from '../admin/kept-session.ts';

/** How far a file has been sent. */
export interface Checkpoint {
  readonly bytes: number;
  readonly lines: number;
  readonly accepted: number;
  readonly rejected: number;
}

/** Where the sending of one file for one backfill goes on. */
export interface Checkpoints {
  /** Size of the file, bytes. */
  readonly size: number;
  readonly start: Checkpoint;
  keep(checkpoint: Checkpoint): void;
  forget(): void;
}

const NOTHING: Checkpoint = { bytes: 0, lines: 0, accepted: 0, rejected: 0 };

/**
 * Opens the checkpoint of a file. It only saves time: a file that was changed since is sent from its beginning, and what was
 * sent before is known by its identity.
 */
export function openCheckpoint(dataFolder: string, backfill: string, path: string): Checkpoints {
  const { size, mtimeMs } = fileStat(path);
  const name = createHash('sha256')
    .update(JSON.stringify([backfill, resolve(path)]))
    .digest('hex');
  const folder = join(dataFolder, 'backfill');
  const file = join(folder, `${name}.json`);
  const kept = readJson(file) as (Checkpoint & { size: number; mtimeMs: number }) | undefined;
  const start = kept !== undefined && kept.size === size && kept.mtimeMs === mtimeMs ? kept : NOTHING;
  return {
    size,
    start,
    keep: (checkpoint) => {
      mkdirSync(folder, { recursive: true });
      writePrivately(file, { ...checkpoint, size, mtimeMs });
    },
    forget: () => rmSync(file, { force: true }),
  };
}

function fileStat(path: string) {
  try {
    return statSync(path);
  } catch (cause) {
    throw new Fault('config_invalid', `${path} cannot be read.`, { cause });
  }
}
