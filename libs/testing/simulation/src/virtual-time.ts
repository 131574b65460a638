interface Due {
  readonly at: number;
  readonly order: number;
  readonly act: () => void;
}

/** Milliseconds that pass only when an event is due. Events of one instant run in the order they were made. */
export class VirtualTime {
  #now = 0;
  #made = 0;
  readonly #heap: Due[] = [];

  /** Milliseconds since the world began. */
  get now(): number {
    return this.#now;
  }

  /** Acts after a delay in milliseconds. */
  after(delayMs: number, act: () => void): void {
    this.#made += 1;
    this.#push({ at: this.#now + delayMs, order: this.#made, act });
  }

  /** Runs events until `done` holds, nothing is due any more, or the clock has passed `until`. */
  async run(done: () => boolean, until: number): Promise<void> {
    while (!done()) {
      const due = this.#heap[0];
      if (due === undefined || due.at > until) return;
      this.#pop();
      this.#now = due.at;
      due.act();
      await drained();
    }
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(due);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent] as Due;
      if (!isBefore(due, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = due;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Due, heap[child] as Due)) child += 1;
      if (!isBefore(heap[child] as Due, last)) break;
      heap[i] = heap[child] as Due;
      i = child;
    }
    heap[i] = last;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** A tick runs once the microtask queue is empty: everything an event set off has then come to rest. */
function drained(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
