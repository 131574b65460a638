import type { VirtualTime } from './virtual-time.ts';

/** A process that can crash and be paused. After a crash nothing reaches it: what it awaits never resolves. */
export class SimProcess {
  readonly name: string;
  readonly #time: VirtualTime;
  #alive = true;
  #pausedUntil = 0;

  constructor(name: string, time: VirtualTime) {
    this.name = name;
    this.#time = time;
  }

  get alive(): boolean {
    return this.#alive;
  }

  crash(): void {
    this.#alive = false;
  }

  /** Stops the process for a while, as a long collection or SIGSTOP would; requests on their way go on. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#time.now + ms);
  }

  resume(): void {
    this.#pausedUntil = this.#time.now;
  }

  /** Lets something happen inside the process: never after a crash, and after the pause if it is paused. */
  deliver(act: () => void): void {
    if (!this.#alive) return;
    const wait = this.#pausedUntil - this.#time.now;
    // A pause can be ended early, so that it is looked at in steps.
    if (wait > 0) this.#time.after(Math.min(wait, 100), () => this.deliver(act));
    else act();
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.#time.after(ms, () => this.deliver(resolve)));
  }
}
