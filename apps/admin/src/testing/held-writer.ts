import type { CatalogueWriter } from '@suanpan/catalogue-postgres';

/** A writer whose commits can be held up. */
export class HeldWriter {
  readonly writer: CatalogueWriter;
  #reach: () => void = () => undefined;
  #gate: Promise<void> | undefined;

  constructor(writer: CatalogueWriter) {
    this.writer = {
      ...writer,
      commit: async (request, hooks) => {
        this.#reach();
        await this.#gate;
        return writer.commit(request, hooks);
      },
    };
  }

  /** Holds the next commits until `release`; `reached` resolves when the first of them is there. */
  hold(): { readonly reached: Promise<void>; release(): void } {
    let release = () => {};
    this.#gate = new Promise((resolve) => {
      release = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      this.#reach = resolve;
    });
    return {
      reached,
      release: () => {
        this.#gate = undefined;
        release();
      },
    };
  }
}
