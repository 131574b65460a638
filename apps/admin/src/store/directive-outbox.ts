import type { Directive } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { postgresFault } from '@suanpan/postgres';
import type { DataSource, EntityManager } from 'typeorm';

/** A directive that was accepted. It will be on the log, whatever crashes. */
export interface StoredDirective {
  /** The order in which directives of one root were accepted, and are sent. */
  readonly position: number;
  readonly directive: Directive;
  readonly shard: number;
  readonly acceptedAt: number;
  /** Absent until it is known to be on the log: when it was, and where it stands in `usage.events`. */
  readonly published?: { readonly at: number; readonly offset: number };
}

interface Row {
  readonly position: string;
  readonly shard: number;
  readonly text: string;
  readonly accepted_at: string;
  readonly published_at: string | null;
  readonly source_offset: string | null;
}

const COLUMNS = 'position, shard, text, accepted_at, published_at, source_offset';
/** A record must stay far below what the log takes, and its outcome repeats it. */
const TEXT_MAX = 1024 * 1024;

/** What a list of directives is narrowed to. */
export interface DirectiveFilter {
  readonly root: string;
  readonly kind?: string;
  /** Only those accepted before. */
  readonly before?: number;
}

/** The directives that endpoints have accepted. */
export class DirectiveOutbox {
  readonly #source: DataSource;
  readonly #listeners = new Set<() => void>();

  constructor(source: DataSource) {
    this.#source = source;
  }

  /**
   * Stores directives of one root in the transaction of what asked for them, in their order. Of one that is there already under its
   * id the stored one is answered: ids follow from what directives do. Two transactions of a root wait for each other,
   * so that positions are in the order of commits.
   */
  async add(
    tables: EntityManager,
    place: { readonly root: string; readonly shard: number; readonly now: number },
    directives: readonly Directive[],
  ): Promise<StoredDirective[]> {
    const { root, shard, now } = place;
    await this.lock(tables, root);
    const stored: StoredDirective[] = [];
    for (const directive of directives) {
      if (directive.root !== root) throw new Fault('internal', 'A directive was accepted for another root.');
      const text = JSON.stringify(directive);
      if (text.length > TEXT_MAX) throw new Fault('request_too_large', `The ${directive.directive} is too long.`);
      const { id, source, directive: kind, actor = '' } = directive;
      await tables.query(
        `INSERT INTO admin.directive (root, id, source, kind, shard, actor, text, accepted_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (root, id) DO NOTHING`,
        [root, id, source, kind, shard, actor, text, now],
      );
      const found = await this.find(root, id, tables);
      if (found === undefined) throw new Fault('internal', 'A directive was not stored.');
      stored.push(found);
    }
    return stored;
  }

  /** Keeps every other transaction that accepts directives of a root waiting until this one ends. */
  async lock(tables: EntityManager, root: string): Promise<void> {
    await tables.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`admin.directive ${root}`]);
  }

  /** To be called once what `add` wrote is committed: the sender need not wait for its next round. */
  accepted(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Tells of accepted directives; answers how to stop listening. */
  onAccepted(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async find(
    root: string,
    id: string,
    tables: EntityManager = this.#source.manager,
  ): Promise<StoredDirective | undefined> {
    const rows = await read(tables, `SELECT ${COLUMNS} FROM admin.directive WHERE root = $1 AND id = $2`, [root, id]);
    return rows[0];
  }

  /** Newest first. */
  async list({ root, kind, before }: DirectiveFilter, count: number): Promise<StoredDirective[]> {
    return read(
      this.#source.manager,
      `SELECT ${COLUMNS} FROM admin.directive
       WHERE root = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::bigint IS NULL OR position < $3)
       ORDER BY position DESC LIMIT $4`,
      [root, kind ?? null, before ?? null, count],
    );
  }

  /** Those of a root whose id begins with a text, in the order of acceptance. */
  async beginning(
    root: string,
    prefix: string,
    tables: EntityManager = this.#source.manager,
  ): Promise<StoredDirective[]> {
    return read(
      tables,
      `SELECT ${COLUMNS} FROM admin.directive WHERE root = $1 AND starts_with(id, $2) ORDER BY position`,
      [root, prefix],
    );
  }

  /** How many wait for the log, of all roots or of one. */
  async waiting(root?: string): Promise<number> {
    try {
      const [row] = await this.#source.query(
        'SELECT count(*) AS n FROM admin.directive WHERE published_at IS NULL AND ($1::text IS NULL OR root = $1)',
        [root ?? null],
      );
      return Number(row.n);
    } catch (error) {
      throw postgresFault(error);
    }
  }
}

async function read(tables: EntityManager, sql: string, values: unknown[]): Promise<StoredDirective[]> {
  try {
    return (await tables.query<Row[]>(sql, values)).map(storedOf);
  } catch (error) {
    throw postgresFault(error);
  }
}

function storedOf(row: Row): StoredDirective {
  const { published_at: at, source_offset: offset } = row;
  return {
    position: Number(row.position),
    directive: JSON.parse(row.text) as Directive,
    shard: row.shard,
    acceptedAt: Number(row.accepted_at),
    ...(at === null || offset === null ? {} : { published: { at: Number(at), offset: Number(offset) } }),
  };
}
