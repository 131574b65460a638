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
  #reading: Promise<boolean> | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** The newest revision, after reading to the end of the topic. */
  async newest(): Promise<CatalogueView> {
    while (await this.#read());
    return this.#catalogue.asOf(this.#catalogue.revision);
  }

  async at(revision: number): Promise<CatalogueView> {
    // Only a rater without its guard asks for "whatever is newest".
    if (revision === Number.POSITIVE_INFINITY) return this.newest();
    while (this.#catalogue.revision < revision) {
      if (!(await this.#read())) throw new Fault('revision_unknown', `The catalogue ends before revision ${revision}.`);
    }
    return this.#catalogue.asOf(revision);
  }

  /** Applies what follows; one read at a time. Answers whether there was anything. */
  #read(): Promise<boolean> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readOnce(): Promise<boolean> {
    const records = await this.#log.read(CATALOGUE_CHANGES.name, 0, this.#next, READ_BYTES, 0);
    for (const record of records) {
      this.#catalogue.apply(unpackRevision(record.value));
      this.#next = record.offset + 1;
    }
    return records.length > 0;
  }
}
