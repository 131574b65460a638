import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from '../process/child.ts';
import type { Say } from '../process/say.ts';
import { type Answering, untilItHangs } from './hang-watch.ts';

/** One thing that must run: how to start it, until it is ready. */
export interface Unit {
  readonly name: string;
  start(): Promise<Child>;
  /** Where it answers; one that runs and does not is killed and started again. */
  readonly answering?: Answering;
}

/** A unit that is kept running. */
export interface KeptUnit {
  readonly name: string;
  pid(): number | undefined;
  /** Stops it in order; it is not started again. */
  stop(): Promise<void>;
  /** Ends it at once; it is not started again. */
  kill(): Promise<void>;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;
/** Who ran this long has recovered: the next crash is a first one again. */
const RECOVERED_MS = 30_000;

/** How long to wait before the next start after this many crashes in a row. */
export function restartDelayMs(crashes: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** Math.max(0, crashes - 1), LONGEST_DELAY_MS);
}

/** Starts a unit and keeps it running. Rejects when its first start fails; later ones are tried again for ever. */
export async function keepRunning(unit: Unit, say: Say, onChange: () => void): Promise<KeptUnit> {
  const ending = new AbortController();
  let child: Child | undefined = await unit.start();
  const kept = keep();
  onChange();

  async function keep(): Promise<void> {
    let crashes = 0;
    while (child !== undefined) {
      const since = performance.now();
      const hung = watch(child);
      const { code, signal } = await child.exited;
      child = undefined;
      if (await hung()) say('did not answer and was killed');
      if (ending.signal.aborted) return;
      crashes = performance.now() - since > RECOVERED_MS ? 1 : crashes + 1;
      say(`ended unexpectedly (${signal ?? `code ${code}`}), starting again in ${restartDelayMs(crashes) / 1000} s`);
      onChange();
      crashes = await startAgain(crashes);
    }
  }

  /** Kills the process once it hangs. The function it gives ends the watch and tells whether that was so. */
  function watch(watched: Child): () => Promise<boolean> {
    if (unit.answering === undefined) return async () => false;
    const over = new AbortController();
    const watching = untilItHangs(unit.answering, AbortSignal.any([over.signal, ending.signal])).then(async (hangs) => {
      // Asking it to stop would be asking somebody who does not answer.
      if (hangs) await watched.kill();
      return hangs;
    });
    return () => {
      over.abort();
      return watching;
    };
  }

  async function startAgain(crashes: number): Promise<number> {
    for (let tries = crashes; ; tries += 1) {
      await delay(restartDelayMs(tries), undefined, { signal: ending.signal }).catch(() => undefined);
      if (ending.signal.aborted) return tries;
      try {
        const started = await unit.start();
        if (ending.signal.aborted) await started.stop();
        else {
          child = started;
          say('runs again');
          onChange();
        }
        return tries;
      } catch (error) {
        say(`did not start: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  return {
    name: unit.name,
    pid: () => child?.pid,
    async stop() {
      ending.abort();
      await child?.stop();
      await kept;
    },
    async kill() {
      ending.abort();
      await child?.kill();
      await kept;
    },
  };
}
