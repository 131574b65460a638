import { hash } from 'node:crypto';
import { parseAddress } from '@suanpan/api-keys';
import { inTransaction } from '@suanpan/postgres';
import { type DataSource, type EntityManager, In } from 'typeorm';
import { decideRate, giveBack, type RateLimit } from './decide-rate.ts';
import { rateTable } from './tables.ts';

/** What tries are counted by, and how many it has. */
export interface Counted {
  readonly subject: string;
  readonly limit: RateLimit;
}

/** A login as tries are counted by it. It is hashed, because people type passwords into the wrong field. */
export function loginSubject(login: string): string {
  return `login ${hash('sha256', login)}`;
}

/** An address as tries are counted by it: one line has a whole /64 of IPv6. What cannot be read is one address. */
export function addressSubject(purpose: string, text: string): string {
  const address = parseAddress(text);
  if (address === undefined) return `${purpose} unknown`;
  const bits = address.family === 4 ? address.bits : address.bits >> 64n;
  return `${purpose} v${address.family} ${bits.toString(16)}`;
}

/**
 * Takes one try of each subject, or of none where one has none left: then it answers after how many seconds there is one,
 * else 0. The subjects are locked meanwhile, so that two replicas never give one try twice.
 */
export async function takeTry(source: DataSource, counted: readonly Counted[], now: number): Promise<number> {
  return inTransaction(source, 'READ COMMITTED', async (tables) => {
    const subjects = counted.map(({ subject }) => subject).sort();
    // In one order, so that two never wait for each other; by name, because the row may not be there yet.
    for (const subject of subjects) await lock(tables, subject);
    const rows = await tables.findBy(rateTable, { subject: In(subjects) });
    const decided = counted.map(({ subject, limit }) => {
      const fullAt = rows.find((row) => row.subject === subject)?.fullAt;
      return { subject, decision: decideRate(limit, fullAt, now) };
    });
    const waits = decided.map(({ decision }) => (decision.ok ? 0 : decision.retryAfterSeconds));
    const wait = Math.max(0, ...waits);
    if (wait > 0) return wait;
    const taken = decided.flatMap(({ subject, decision }) =>
      decision.ok ? [{ subject, fullAt: decision.fullAt }] : [],
    );
    await tables.upsert(rateTable, taken, ['subject']);
    return 0;
  });
}

/** Gives one try back to a subject: what was not a wrong password does not count against an address that many share. */
export async function giveTryBack(tables: EntityManager, { subject, limit }: Counted, now: number): Promise<void> {
  await lock(tables, subject);
  const row = await tables.findOneBy(rateTable, { subject });
  if (row === null) return;
  const fullAt = giveBack(limit, row.fullAt);
  if (fullAt <= now) await tables.delete(rateTable, { subject });
  else await tables.update(rateTable, { subject }, { fullAt });
}

/** Gives a subject all its tries again. */
export async function forgetTries(tables: EntityManager, subject: string): Promise<void> {
  await tables.delete(rateTable, { subject });
}

async function lock(tables: EntityManager, subject: string): Promise<void> {
  await tables.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`suanpan sign-in ${subject}`]);
}
