import { Catalogue, type CatalogueView, unpackRevision } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import type { CatalogueAtRevision } from '@suanpan/rater';

const READ_BYTES = 1024 * 1024;

/** A process' own fold of the catalogue topic, read on demand. */
export class CatalogueReader implements CatalogueAtRevision {
  readonly #log: Log;
  readonly #catalogue = new Catalogue();
  #next = 0;
  #reading: Promise<void> | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** The newest revision the topic held when it was asked. */
  async newest(): Promise<CatalogueView> {
    await this.#readTo(Number.POSITIVE_INFINITY);
    return this.#catalogue.asOf(this.#catalogue.revision);
  }

  async at(revision: number): Promise<CatalogueView> {
    if (this.#catalogue.revision < revision) await this.#readTo(revision);
    // Only a rater without its guard asks for whatever is newest.
    if (revision === Number.POSITIVE_INFINITY) return this.#catalogue.asOf(this.#catalogue.revision);
    if (this.#catalogue.revision >= revision) return this.#catalogue.asOf(revision);
    throw new Fault('revision_unknown', `The catalogue ends before revision ${revision}.`);
  }

  /** Applies what follows, up to a revision or the end as it was when it was asked; one read at a time. */
  async #readTo(revision: number): Promise<void> {
    const { end } = await this.#log.bounds(CATALOGUE_CHANGES.name, 0);
    while (this.#catalogue.revision < revision && this.#next < end) {
      this.#reading ??= this.#readOnce().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
  }

  async #readOnce(): Promise<void> {
    const records = await this.#log.read(CATALOGUE_CHANGES.name, 0, this.#next, READ_BYTES, 0);
    for (const record of records) {
      this.#catalogue.apply(unpackRevision(record.value));
      this.#next = record.offset + 1;
    }
  }
}
