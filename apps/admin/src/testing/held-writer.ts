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
        const gate = this.#gate;
        this.#gate = undefined;
        this.#reach();
        await gate;
        return writer.commit(request, hooks);
      },
    };
  }

  /** Holds the next commit until `release`, and that one alone; `reached` resolves when it is there. */
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
      release,
    };
  }
}
