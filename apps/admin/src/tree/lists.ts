import type { EntityKind, EntityTypes } from '@suanpan/catalogue';
import type { CatalogueWriter } from '@suanpan/catalogue-postgres';
import type { Cursors } from '../frame/cursor.ts';
import { type Page, readPage } from '../frame/page.ts';
import { LIMIT_FALLBACK } from '../shapes/basics.ts';

/** Which entities of a kind a list holds. */
export interface ListOf<T> {
  readonly list: string;
  readonly filters: unknown;
  /** Only those of one root. */
  readonly root?: string;
  readonly keep: (entity: T) => boolean;
}

interface ListCall {
  readonly query: { readonly limit?: number; readonly cursor?: string };
}

/** Lists of entities as they stand, in the order of their ids. */
export class Lists {
  readonly #cursors: Cursors;
  readonly #writer: Pick<CatalogueWriter, 'list'>;

  constructor(cursors: Cursors, writer: Pick<CatalogueWriter, 'list'>) {
    this.#cursors = cursors;
    this.#writer = writer;
  }

  page<K extends EntityKind>(
    { query }: ListCall,
    kind: K,
    { list, filters, root, keep }: ListOf<EntityTypes[K]>,
  ): Promise<Page<EntityTypes[K]>> {
    return readPage<EntityTypes[K]>(this.#cursors, {
      list,
      filters,
      limit: query.limit ?? LIMIT_FALLBACK,
      cursor: query.cursor,
      read: (after, limit) =>
        this.#writer.list(kind, {
          limit,
          ...(root === undefined ? {} : { root }),
          ...(after === undefined ? {} : { after }),
        }),
      keyOf: ({ id }) => id,
      keep,
    });
  }
}
