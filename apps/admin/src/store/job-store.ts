import { randomUUID } from 'node:crypto';
import { Fault, type FaultCode } from '@suanpan/fault';
import { inTransaction, postgresFault } from '@suanpan/postgres';
import type { Clock } from '@suanpan/time';
import type { DataSource, EntityManager } from 'typeorm';

export type JobState = 'waiting' | 'running' | 'done' | 'failed';

/** A piece of work that was asked for. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly root: string;
  /** Where the permission to see it is needed. */
  readonly account: string;
  readonly actor: string;
  readonly reason: string;
  readonly request: unknown;
  readonly state: JobState;
  /** How much is done, 0 to 1. */
  readonly share: number;
  /** Where it goes on after a crash; absent before its first step, and for work that begins anew. */
  readonly cursor?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: FaultCode; readonly detail: string };
  readonly createdAt: number;
  readonly changedAt: number;
}

export type NewJob = Pick<Job, 'id' | 'kind' | 'root' | 'account' | 'actor' | 'reason' | 'request'>;

/** A job that this process works on, for as long as the lease lasts. */
export interface LeasedJob extends Job {
  readonly owner: string;
  /** How often it was taken up after a failure, this time included. */
  readonly tries: number;
}

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly root: string;
  readonly account: string;
  readonly actor: string;
  readonly reason: string;
  readonly request: string;
  readonly state: JobState;
  readonly share: number;
  readonly cursor: string | null;
  readonly result: string | null;
  readonly error_code: FaultCode | null;
  readonly error_detail: string | null;
  readonly created_at: string;
  readonly changed_at: string;
  readonly owner: string | null;
  readonly tries: number;
}

/** How long a job is held without a sign of life before another process may take it up. */
export const LEASE_MS = 15_000;
const BACKOFF_MS = 500;
const BACKOFF_MAX_MS = 30_000;

// One statement takes the oldest job that nobody works on. Two that ask at once get two jobs.
const TAKE = `UPDATE admin.job SET state = 'running', owner = $1, leased_until = $2, tries = tries + 1
  WHERE id = (SELECT id FROM admin.job WHERE state IN ('waiting', 'running') AND leased_until <= $3
    ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING *`;

/** What a step leaves behind. */
export interface Step {
  readonly share: number;
  readonly cursor?: unknown;
}

/** Jobs in the database: whoever takes one up goes on where its last step was stored. */
export class JobStore {
  readonly #source: DataSource;
  readonly #clock: Clock;

  constructor(source: DataSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** Stores a job in the transaction of the request that asks for it. `entity_exists` for a taken id. */
  async add(tables: EntityManager, job: NewJob): Promise<Job> {
    const now = this.#clock.now();
    const { id, kind, root, account, actor, reason, request } = job;
    const rows = await tables.query<Row[]>(
      `INSERT INTO admin.job (id, kind, root, account, actor, reason, request, state, share, created_at, changed_at, leased_until, tries)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $8, 0, 0) ON CONFLICT (id) DO NOTHING RETURNING *`,
      [id, kind, root, account, actor, reason, JSON.stringify(request), now],
    );
    const [row] = rows;
    if (row === undefined) throw new Fault('entity_exists', `job ${id} exists.`);
    return jobOf(row);
  }

  async find(id: string): Promise<Job | undefined> {
    const rows = await this.#query('SELECT * FROM admin.job WHERE id = $1', [id]);
    return rows[0] === undefined ? undefined : jobOf(rows[0]);
  }

  /** Takes the oldest job up that nobody works on: one that waits, or whose process has given no sign of life. */
  async take(): Promise<LeasedJob | undefined> {
    const now = this.#clock.now();
    const owner = randomUUID();
    const [row] = await this.#query(TAKE, [owner, now + LEASE_MS, now]);
    return row === undefined ? undefined : { ...jobOf(row), owner, tries: row.tries };
  }

  /**
   * Stores a step, together with what it writes: both or neither. `claim_superseded`, and nothing is written, if another
   * process has taken the job up meanwhile.
   */
  async step(
    { id, owner }: LeasedJob,
    { share, cursor }: Step,
    work?: (tables: EntityManager) => Promise<void>,
  ): Promise<void> {
    await inTransaction(this.#source, 'READ COMMITTED', async (tables) => {
      await mine(
        tables,
        `UPDATE admin.job SET share = $3, cursor = coalesce($4, cursor), changed_at = $5, leased_until = $6, tries = 1
         WHERE id = $1 AND owner = $2 AND state = 'running' RETURNING id`,
        [id, owner, share, textOf(cursor), this.#clock.now(), this.#clock.now() + LEASE_MS],
      );
      await work?.(tables);
    });
  }

  /** Tells how far it is, and that the process lives. */
  alive(job: LeasedJob, share: number): Promise<void> {
    return this.step(job, { share });
  }

  async finish({ id, owner }: LeasedJob, result: unknown): Promise<void> {
    await mine(
      this.#source.manager,
      `UPDATE admin.job SET state = 'done', share = 1, result = $3, changed_at = $4, owner = NULL
       WHERE id = $1 AND owner = $2 AND state = 'running' RETURNING id`,
      [id, owner, JSON.stringify(result), this.#clock.now()],
    );
  }

  /** Ends a job for good. */
  async fail({ id, owner }: LeasedJob, { code, detail }: Pick<Fault, 'code' | 'detail'>): Promise<void> {
    await mine(
      this.#source.manager,
      `UPDATE admin.job SET state = 'failed', error_code = $3, error_detail = $4, changed_at = $5, owner = NULL
       WHERE id = $1 AND owner = $2 AND state = 'running' RETURNING id`,
      [id, owner, code, detail, this.#clock.now()],
    );
  }

  /** Lets a job go for a while, after trouble that passes: the longer, the more often it was in vain. */
  async letGo({ id, owner, tries }: LeasedJob): Promise<void> {
    const pause = Math.min(BACKOFF_MS * 2 ** Math.min(tries - 1, 10), BACKOFF_MAX_MS);
    await this.#query('UPDATE admin.job SET owner = NULL, leased_until = $3 WHERE id = $1 AND owner = $2', [
      ...[id, owner, this.#clock.now() + pause],
    ]);
  }

  async #query(sql: string, values: readonly unknown[]): Promise<Row[]> {
    try {
      const found = await this.#source.query(sql, [...values]);
      // TypeORM answers rows and count for UPDATE, rows alone for the rest.
      return (Array.isArray(found[0]) ? found[0] : found) as Row[];
    } catch (error) {
      throw postgresFault(error);
    }
  }
}

async function mine(tables: EntityManager, sql: string, values: unknown[]): Promise<void> {
  try {
    const [rows] = (await tables.query(sql, values)) as [unknown[], number];
    if (rows.length === 1) return;
  } catch (error) {
    throw postgresFault(error);
  }
  throw new Fault('claim_superseded', 'Another process has taken the job up.');
}

function textOf(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function jobOf(row: Row): Job {
  const { id, kind, root, account, actor, reason, state, share, error_code: code, error_detail: detail } = row;
  return {
    ...{ id, kind, root, account, actor, reason, request: JSON.parse(row.request), state, share },
    ...(row.cursor === null ? {} : { cursor: JSON.parse(row.cursor) }),
    ...(row.result === null ? {} : { result: JSON.parse(row.result) }),
    ...(code === null ? {} : { error: { code, detail: detail ?? '' } }),
    createdAt: Number(row.created_at),
    changedAt: Number(row.changed_at),
  };
}
