/** The bytes one request holds; they are given back once. */
export interface ByteHold {
  /** Takes more bytes, or answers false and takes none when the budget, or the root's share of it, would be exceeded. */
  grow(bytes: number): boolean;
  /** Gives all of them back. */
  release(): void;
}

/** What a root may hold in any case, as a part of the budget. */
const SHARE = 1 / 4;
/** What a root may hold while nobody else needs any; the rest is there at once for whoever comes. */
const SHARE_ALONE = 3 / 4;
/** For how long after a refusal a root is believed to wait: it was told to come back after a second. */
const WAITS_MS = 3_000;

interface BudgetSettings {
  readonly shareMin?: number;
  /** A clock that only goes forward, milliseconds. */
  readonly elapsed?: () => number;
}

/**
 * Bounds the memory of requests that are being read, decided or appended. Whoever does not get a share is refused at once
 * and told to come back, so that load beyond what the log takes never piles up here. A root holds at most a quarter while
 * another one holds or waits for any, so that slow or many bodies of one shut out nobody else.
 */
export class ByteBudget {
  readonly #bytesMax: number;
  readonly #shareMin: number;
  readonly #elapsed: () => number;
  readonly #heldBy = new Map<string, number>();
  /** When a root was refused last, by `elapsed`; in the order of it. */
  readonly #refusedAt = new Map<string, number>();
  #bytesHeld = 0;

  /** `shareMin`: what one request may need; a root's share is not smaller, so that it can ever be answered. */
  constructor(bytesMax: number, { shareMin = 0, elapsed = () => performance.now() }: BudgetSettings = {}) {
    this.#bytesMax = bytesMax;
    this.#shareMin = shareMin;
    this.#elapsed = elapsed;
  }

  get bytesHeld(): number {
    return this.#bytesHeld;
  }

  /** Begins a hold for a request of a root. */
  hold(root: string): ByteHold {
    let held = 0;
    return {
      grow: (bytes) => {
        if (!this.#take(root, bytes)) return false;
        held += bytes;
        return true;
      },
      release: () => {
        this.#giveBack(root, held);
        held = 0;
      },
    };
  }

  #take(root: string, bytes: number): boolean {
    const due = (this.#heldBy.get(root) ?? 0) + bytes;
    if (this.#bytesHeld + bytes > this.#bytesMax || due > this.#shareOf(root)) {
      this.#refusedAt.delete(root);
      this.#refusedAt.set(root, this.#elapsed());
      return false;
    }
    this.#bytesHeld += bytes;
    this.#heldBy.set(root, due);
    return true;
  }

  #giveBack(root: string, bytes: number): void {
    this.#bytesHeld -= bytes;
    const left = (this.#heldBy.get(root) ?? 0) - bytes;
    if (left > 0) this.#heldBy.set(root, left);
    else this.#heldBy.delete(root);
  }

  #shareOf(root: string): number {
    const alone = this.#bytesMax * SHARE_ALONE;
    return this.#othersNeed(root) ? Math.min(alone, Math.max(this.#bytesMax * SHARE, this.#shareMin)) : alone;
  }

  #othersNeed(root: string): boolean {
    if (this.#heldBy.size > (this.#heldBy.has(root) ? 1 : 0)) return true;
    const since = this.#elapsed() - WAITS_MS;
    for (const [other, at] of this.#refusedAt) {
      if (at < since) this.#refusedAt.delete(other);
      else if (other !== root) return true;
    }
    return false;
  }
}
