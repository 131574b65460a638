/** The bytes one request holds; they are given back once. */
export interface ByteHold {
  /** Takes more bytes, or answers false and takes none when the budget would be exceeded. */
  grow(bytes: number): boolean;
  /** Gives all of them back. */
  release(): void;
}

/**
 * Bounds the memory of requests that are being read, decided or appended. Whoever does not get a share is refused at once
 * and told to come back, so that load beyond what the log takes never piles up here.
 */
export class ByteBudget {
  readonly #bytesMax: number;
  #bytesHeld = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get bytesHeld(): number {
    return this.#bytesHeld;
  }

  hold(): ByteHold {
    let held = 0;
    return {
      grow: (bytes) => {
        if (this.#bytesHeld + bytes > this.#bytesMax) return false;
        this.#bytesHeld += bytes;
        held += bytes;
        return true;
      },
      release: () => {
        this.#bytesHeld -= held;
        held = 0;
      },
    };
  }
}
