import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SAVE_EVERY_MS = 2_000;

/** The file in the engine's data folder in which the door keeps when each analyst was there last. */
export function lastUseFile(dataFolder: string): string {
  return join(dataFolder, 'door', 'analysts-last-use.json');
}

/** Reads it: by the name of the analyst, milliseconds since 1970. A file that is absent or damaged tells nothing. */
export function readLastUse(dataFolder: string): Readonly<Record<string, number>> {
  try {
    const kept = JSON.parse(readFileSync(lastUseFile(dataFolder), 'utf8')) as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(kept).filter((entry): entry is [string, number] => Number.isInteger(entry[1])),
    );
  } catch {
    // It is told to people and decides nothing; the next request writes it anew.
    return {};
  }
}

/** When each analyst was there last, written at most every two seconds. */
export class LastUse {
  readonly #dataFolder: string;
  readonly #at: Map<string, number>;
  readonly #timer: NodeJS.Timeout;
  readonly #onTrouble: (line: string) => void;
  #isSaved = true;

  constructor(dataFolder: string, onTrouble: (line: string) => void) {
    this.#dataFolder = dataFolder;
    this.#onTrouble = onTrouble;
    this.#at = new Map(Object.entries(readLastUse(dataFolder)));
    this.#timer = setInterval(() => this.save(), SAVE_EVERY_MS).unref();
  }

  note(name: string, atMs: number): void {
    this.#at.set(name, atMs);
    this.#isSaved = false;
  }

  save(): void {
    if (this.#isSaved) return;
    const file = lastUseFile(this.#dataFolder);
    try {
      writeFileSync(`${file}.next`, JSON.stringify(Object.fromEntries(this.#at)), { mode: 0o600 });
      renameSync(`${file}.next`, file);
      this.#isSaved = true;
    } catch (error) {
      this.#onTrouble(`last use of analysts: ${(error as Error).message}`);
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.save();
  }
}
