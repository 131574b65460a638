/** What was opened, to be closed in reverse. */
export class Closing {
  readonly #open: { close(): Promise<unknown> }[] = [];

  add<T extends { close(): Promise<unknown> }>(opened: T): T {
    this.#open.push(opened);
    return opened;
  }

  /** Closes all of it, also when something fails; the first failure is thrown at the end. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const each of this.#open.splice(0).reverse()) {
      await each.close().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
