import { Catalogue, type SealedRevision, unsealRevision } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { type DataSource, type EntityManager, MoreThan } from 'typeorm';
import { readDatabaseHead } from './compare-heads.ts';
import type { CatalogueHead } from './plan-revision.ts';
import { revisionTable } from './tables.ts';

const REVISIONS_PER_READ = 50;

/**
 * The fold of the revisions stored in PostgreSQL, kept by one process: what a writer plans against, and what a service
 * reads its own writes from without waiting for the topic. Revisions are only ever added once they are committed.
 */
export class CatalogueMirror {
  readonly #source: DataSource;
  readonly #catalogue = new Catalogue();
  #floor = 0;
  #running: Promise<Catalogue> | undefined;
  #next: Promise<Catalogue> | undefined;

  constructor(source: DataSource) {
    this.#source = source;
  }

  /**
   * The fold as of now: one look at the head, and the revisions that are new. `catalogue_behind` if the database stands
   * before what was folded or published (an older backup was restored), `catalogue_broken` if it has another past.
   */
  refreshed(): Promise<Catalogue> {
    if (this.#running === undefined) return this.#start();
    // A look at the head that is under way may have been taken before the caller's reason to ask; the next one was not.
    this.#next ??= this.#running.then(
      () => this.#start(),
      () => this.#start(),
    );
    return this.#next;
  }

  #start(): Promise<Catalogue> {
    this.#next = undefined;
    const running = this.#refresh().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #refresh(): Promise<Catalogue> {
    // What is known is asked before the head is read: this process may commit in between.
    const known = this.#known;
    return this.#follow(this.#source.manager, await readDatabaseHead(this.#source.manager), known);
  }

  /** The fold up to a head that was read under its lock, through the connection that holds it: nobody commits meanwhile. */
  followTo(tables: EntityManager, head: CatalogueHead): Promise<Catalogue> {
    return this.#follow(tables, head, this.#known);
  }

  get #known(): number {
    return Math.max(this.#catalogue.revision, this.#floor);
  }

  async #follow(tables: EntityManager, head: CatalogueHead, known: number): Promise<Catalogue> {
    const catalogue = this.#catalogue;
    if (head.revision < known) {
      throw new Fault(
        'catalogue_behind',
        `The database stands at revision ${head.revision}, but revision ${known} was written before. Restore a newer backup.`,
      );
    }
    while (catalogue.revision < head.revision) {
      const rows = await tables.find(revisionTable, {
        where: { revision: MoreThan(catalogue.revision) },
        order: { revision: 'ASC' },
        take: REVISIONS_PER_READ,
      });
      if (rows.length === 0) throw broken(`Revision ${catalogue.revision + 1} is missing from the database.`);
      for (const row of rows) catalogue.apply(unsealRevision(row));
    }
    // Others may have committed since the head was read; what is folded beyond it was proved by its chain.
    if (catalogue.revision === head.revision && catalogue.hash !== head.hash)
      throw broken(`Revision ${head.revision} in the database is not the one that was folded.`);
    return catalogue;
  }

  /** Takes in what this process has just committed. */
  committed(sealed: readonly SealedRevision[]): void {
    for (const each of sealed) this.#catalogue.apply(each);
  }

  /** Notes where the topic stands: a database that is before it must not go on. */
  published({ revision }: CatalogueHead): void {
    this.#floor = Math.max(this.#floor, revision);
  }
}

function broken(detail: string): Fault {
  return new Fault('catalogue_broken', detail);
}
