import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** A place for one query at a time, with its own named pipe for the rows. */
export interface Lane {
  readonly pipe: string;
}

interface Waiting {
  readonly asAnalyst: boolean;
  readonly take: (lane: Lane) => void;
}

/**
 * Bounds how many queries the engine runs at once, first come first served. Analysts never hold the last lane, so a
 * slow reader of theirs cannot stop the sink.
 */
export class Lanes {
  readonly #free: Lane[];
  readonly #analystsAtMost: number;
  readonly #waiting: Waiting[] = [];
  readonly #ofAnalyst = new WeakSet<Lane>();
  #analysts = 0;

  constructor(lanes: readonly Lane[]) {
    this.#free = [...lanes];
    this.#analystsAtMost = Math.max(1, lanes.length - 1);
  }

  /** Waits for a lane; rejects with the signal's reason when it is aborted before. */
  take(asAnalyst: boolean, signal: AbortSignal): Promise<Lane> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal.reason);
      };
      const waiting: Waiting = {
        asAnalyst,
        take: (lane) => {
          signal.removeEventListener('abort', giveUp);
          resolve(lane);
        },
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.push(waiting);
      this.#serve();
    });
  }

  give(lane: Lane): void {
    if (this.#ofAnalyst.delete(lane)) this.#analysts -= 1;
    this.#free.push(lane);
    this.#serve();
  }

  #serve(): void {
    while (this.#free.length > 0) {
      const at = this.#waiting.findIndex(({ asAnalyst }) => !asAnalyst || this.#analysts < this.#analystsAtMost);
      const waiting = at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
      if (waiting === undefined) return;
      const lane = this.#free.pop() as Lane;
      if (waiting.asAnalyst) {
        this.#analysts += 1;
        this.#ofAnalyst.add(lane);
      }
      waiting.take(lane);
    }
  }
}

/** Makes the named pipes of `count` lanes in a folder. */
export function makeLanes(folder: string, count: number): Lanes {
  const pipes = Array.from({ length: count }, (_, index) => join(folder, `lane-${index}.pipe`));
  for (const pipe of pipes) rmSync(pipe, { force: true });
  execFileSync('mkfifo', ['-m', '600', ...pipes]);
  return new Lanes(pipes.map((pipe) => ({ pipe })));
}
