interface Wait {
  readonly revision: number;
  readonly done: (published: boolean) => void;
}

/** How far the topic is known to reach, and those who wait for it to reach further. */
export class PublishedRevisions {
  readonly #waits = new Set<Wait>();
  #newest = 0;

  /** The topic holds this revision and all before it. */
  reached(revision: number): void {
    this.#newest = Math.max(this.#newest, revision);
    for (const wait of this.#waits) if (wait.revision <= this.#newest) wait.done(true);
  }

  /** True as soon as the topic holds the revision, false when the time is up before. */
  async until(revision: number, withinMs: number): Promise<boolean> {
    if (revision <= this.#newest) return true;
    return new Promise((resolve) => {
      const wait = {
        revision,
        done: (published: boolean) => {
          clearTimeout(timer);
          this.#waits.delete(wait);
          resolve(published);
        },
      };
      const timer = setTimeout(() => wait.done(false), withinMs);
      this.#waits.add(wait);
    });
  }
}
