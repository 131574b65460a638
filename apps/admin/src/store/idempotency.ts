import { hash, randomUUID } from 'node:crypto';
import { Fault } from '@suanpan/fault';
import { postgresFault } from '@suanpan/postgres';
import type { Clock } from '@suanpan/time';
import type { DataSource, EntityManager } from 'typeorm';
import type { Answer } from '../frame/answer.ts';
import type { Seal } from './seal.ts';

/** A request that may be sent again: who sends it, under which key, and what it asks. */
export interface KeyedRequest {
  readonly actor: string;
  readonly key: string;
  /** Everything the request asks, as one text; another text under the same key is another request. */
  readonly asks: string;
}

/** The right to carry a request out. */
export interface Claim {
  readonly actor: string;
  readonly key: string;
  readonly owner: string;
}

/** How long a request has for being carried out before another try may take it over: one that crashed never ends. */
const CLAIM_MS = 60_000;
const KEPT_MS = 24 * 3_600_000;
const TRIES_MAX = 3;

// One statement claims the key if nobody has it, if it is forgotten by now, or if whoever had it never finished.
const CLAIM = `
  INSERT INTO admin.idempotency AS kept (actor, key, fingerprint, owner, claimed_until, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (actor, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, owner = excluded.owner, claimed_until = excluded.claimed_until,
        expires_at = excluded.expires_at, answer = NULL
    WHERE kept.expires_at <= $7
       OR (kept.answer IS NULL AND kept.claimed_until <= $7 AND kept.fingerprint = excluded.fingerprint)
  RETURNING owner`;
const FINISH = `
  UPDATE admin.idempotency SET answer = $4 WHERE actor = $1 AND key = $2 AND owner = $3 AND answer IS NULL
  RETURNING owner`;
const RELEASE = 'DELETE FROM admin.idempotency WHERE actor = $1 AND key = $2 AND owner = $3 AND answer IS NULL';

/**
 * Carries each request out once, however often it is sent (draft-ietf-httpapi-idempotency-key-header-07). The answer is
 * stored in the transaction that makes the change: either both are there or neither, whatever crashes.
 */
export class Idempotency {
  readonly #source: DataSource;
  readonly #seal: Seal;
  readonly #clock: Clock;

  constructor(source: DataSource, seal: Seal, clock: Clock) {
    this.#source = source;
    this.#seal = seal;
    this.#clock = clock;
  }

  /**
   * The claim to carry a request out, or the answer it got before. `idempotency_key_busy` while the first is under way,
   * `idempotency_key_reused` for another request under the same key.
   */
  async claim({ actor, key, asks }: KeyedRequest): Promise<{ readonly claim: Claim } | { readonly answer: Answer }> {
    const fingerprint = hash('sha256', asks);
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const now = this.#clock.now();
      const owner = randomUUID();
      const row = [actor, key, fingerprint, owner, now + CLAIM_MS, now + KEPT_MS, now];
      const claimed = await this.#query<{ owner: string }>(CLAIM, row);
      if (claimed.length > 0) return { claim: { actor, key, owner } };
      const [kept] = await this.#query<{ fingerprint: string; answer: Buffer | null }>(
        'SELECT fingerprint, answer FROM admin.idempotency WHERE actor = $1 AND key = $2',
        [actor, key],
      );
      // Released between the two statements: the key is free again.
      if (kept === undefined) continue;
      if (kept.fingerprint !== fingerprint) {
        throw new Fault('idempotency_key_reused', 'Choose a new Idempotency-Key for a new request.');
      }
      if (kept.answer !== null) return { answer: JSON.parse(this.#seal.open(kept.answer, boundTo({ actor, key }))) };
      break;
    }
    throw new Fault('idempotency_key_busy', 'Send the same request again in a moment.', { retryAfterSeconds: 1 });
  }

  /** Stores the answer in the transaction of the change. `idempotency_key_busy`, and so no change, if the claim was lost. */
  async finish(tables: EntityManager, claim: Claim, answer: Answer): Promise<void> {
    const sealed = this.#seal.seal(JSON.stringify(answer), boundTo(claim));
    const [rows] = (await tables.query(FINISH, [claim.actor, claim.key, claim.owner, sealed])) as [unknown[], number];
    if (rows.length === 1) return;
    throw new Fault('idempotency_key_busy', 'Another try of the same request has taken over.', {
      retryAfterSeconds: 1,
    });
  }

  /** Frees the key of a request that was refused and changed nothing, so that it can be corrected. */
  async release({ actor, key, owner }: Claim): Promise<void> {
    await this.#query(RELEASE, [actor, key, owner]);
  }

  /** Forgets answers whose day has passed. */
  async sweep(): Promise<void> {
    await this.#query('DELETE FROM admin.idempotency WHERE expires_at <= $1', [this.#clock.now()]);
  }

  async #query<T>(sql: string, values: readonly unknown[]): Promise<T[]> {
    try {
      const found = await this.#source.query(sql, [...values]);
      // TypeORM answers rows and count for UPDATE and DELETE, rows alone for the rest.
      return (Array.isArray(found[0]) ? found[0] : found) as T[];
    } catch (error) {
      throw postgresFault(error);
    }
  }
}

function boundTo({ actor, key }: { readonly actor: string; readonly key: string }): string {
  return `${actor}\n${key}`;
}
