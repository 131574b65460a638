import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** A place for one query at a time, with its own named pipe for the rows. */
export interface Lane {
  readonly pipe: string;
}

interface Waiting {
  /** The root of an analyst; nobody else has one. */
  readonly root: string | undefined;
  readonly take: (lane: Lane) => void;
}

/**
 * Bounds how many queries the engine runs at once, first come first served. Analysts never hold the last lane, so a
 * slow reader of theirs cannot stop the sink, and one query of a root runs at a time, so that none shuts out another's.
 */
export class Lanes {
  readonly #free: Lane[];
  readonly #analystsAtMost: number;
  readonly #waiting: Waiting[] = [];
  readonly #rootOf = new Map<Lane, string>();

  constructor(lanes: readonly Lane[]) {
    this.#free = [...lanes];
    this.#analystsAtMost = Math.max(1, lanes.length - 1);
  }

  /** Waits for a lane; rejects with the signal's reason when it is aborted before. */
  take(root: string | undefined, signal: AbortSignal): Promise<Lane> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal.reason);
      };
      const waiting: Waiting = {
        root,
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
    this.#rootOf.delete(lane);
    this.#free.push(lane);
    this.#serve();
  }

  #serve(): void {
    while (this.#free.length > 0) {
      const at = this.#waiting.findIndex(({ root }) => root === undefined || this.#mayRun(root));
      const waiting = at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
      if (waiting === undefined) return;
      const lane = this.#free.pop() as Lane;
      if (waiting.root !== undefined) this.#rootOf.set(lane, waiting.root);
      waiting.take(lane);
    }
  }

  #mayRun(root: string): boolean {
    const running = [...this.#rootOf.values()];
    return running.length < this.#analystsAtMost && !running.includes(root);
  }
}

/** Makes the named pipes of `count` lanes in a folder. */
export function makeLanes(folder: string, count: number): Lanes {
  const pipes = Array.from({ length: count }, (_, index) => join(folder, `lane-${index}.pipe`));
  for (const pipe of pipes) rmSync(pipe, { force: true });
  execFileSync('mkfifo', ['-m', '600', ...pipes]);
  return new Lanes(pipes.map((pipe) => ({ pipe })));
}
