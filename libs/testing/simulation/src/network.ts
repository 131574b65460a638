import type { FaultPlan } from './fault-plan.ts';
import type { Random } from './random.ts';
import type { SimProcess } from './sim-process.ts';
import type { VirtualTime } from './virtual-time.ts';

/** How a service answers one request; only the first answer is heard. */
export interface Answer<T> {
  ok(value: T): void;
  fail(error: Error): void;
}

/** Carries requests and answers: both legs take seeded time. */
export class Network {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #plan: FaultPlan;

  constructor(time: VirtualTime, random: Random, plan: FaultPlan) {
    this.#time = time;
    this.#random = random;
    this.#plan = plan;
  }

  /** Sends a request. If the process dies while it is on its way, it arrives or not; nobody hears the answer. */
  request<T>(process: SimProcess, serve: (answer: Answer<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const back = (act: () => void) => this.#time.after(this.legMs(), () => process.deliver(act));
      this.#time.after(this.legMs(), () => {
        if (!process.alive && this.#random.chance(0.5)) return;
        serve({ ok: (value) => back(() => resolve(value)), fail: (error) => back(() => reject(error)) });
      });
    });
  }

  /** Milliseconds that one leg takes. */
  legMs(): number {
    if (this.#random.chance(this.#plan.rate('slow'))) return this.#random.between(20, 400);
    return this.#random.between(1, 4);
  }
}
