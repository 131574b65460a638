import type { CatalogueWriter } from '@suanpan/catalogue-postgres';
import { packSourceRecord, USAGE_EVENTS } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { postgresFault } from '@suanpan/postgres';
import type { DataSource, QueryRunner } from 'typeorm';

/** Names the advisory lock of the one sender; any number that nothing else in the database uses. */
const SENDER_LOCK = 7_261_110_341;
const ROWS_PER_ROUND = 200;
const APPEND_BYTES_AIM = 1024 * 1024;

/** What sending works with. */
export interface DirectiveSender {
  readonly source: DataSource;
  readonly log: Log;
  readonly catalogue: Pick<CatalogueWriter, 'head' | 'publish'>;
  readonly now: () => number;
  /**
   * For how long after the first try a directive may be sent again: well below how long rating remembers identities, which is what
   * makes a second record of it a duplicate.
   */
  readonly resendWithinMs: number;
}

interface Row {
  readonly position: string;
  readonly root: string;
  readonly id: string;
  readonly text: string;
  readonly tried_at: string | null;
}

/**
 * Appends every accepted directive that is not known to be on the log, root by root in the order of acceptance, and marks it.
 * Answers how many. A crash in between sends some again, and rating counts a directive once. Every record is stamped
 * with a revision that is on the topic by then. `append_failed` and `unavailable` pass; `directive_stale` does not.
 */
export async function publishDirectives(sender: DirectiveSender): Promise<number> {
  const runner = sender.source.createQueryRunner();
  try {
    await runner.connect();
    await runner.query('SELECT pg_advisory_lock($1)', [SENDER_LOCK]);
    try {
      return await sendShards(sender, runner);
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [SENDER_LOCK]);
    }
  } catch (error) {
    throw postgresFault(error);
  } finally {
    await runner.release();
  }
}

/** One shard that cannot be written must not keep the others waiting; its fault is thrown at the end. */
async function sendShards(sender: DirectiveSender, runner: QueryRunner): Promise<number> {
  const shards: { shard: number }[] = await runner.query(
    'SELECT DISTINCT shard FROM admin.directive WHERE published_at IS NULL ORDER BY shard',
  );
  const failures: unknown[] = [];
  let sent = 0;
  for (const { shard } of shards) {
    try {
      for (let more = await sendRound(sender, runner, shard); more > 0; ) {
        sent += more;
        more = await sendRound(sender, runner, shard);
      }
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return sent;
}

async function sendRound(sender: DirectiveSender, runner: QueryRunner, shard: number): Promise<number> {
  const { log, now } = sender;
  const rows = await nextRows(sender, runner, shard);
  if (rows.length === 0) return 0;
  const positions = rows.map(({ position }) => position);
  // Whatever the directives were decided on is at or below this head, and it is on the topic before they are on the log.
  const { revision } = await sender.catalogue.head();
  await sender.catalogue.publish();
  await runner.query(
    'UPDATE admin.directive SET tried_at = $2 WHERE position = ANY($1::bigint[]) AND tried_at IS NULL',
    [positions, now()],
  );
  const values = rows.map(({ root, text }) =>
    packSourceRecord({ kind: 'directive', root, shard, revision, receivedAt: now() }, [text]),
  );
  const first = await log.append(USAGE_EVENTS.name, shard, values);
  await runner.query(
    `UPDATE admin.directive AS d SET published_at = $3, revision = $4, source_offset = $5::bigint + sent.place - 1
     FROM unnest($1::bigint[]) WITH ORDINALITY AS sent(position, place)
     WHERE d.position = sent.position AND d.shard = $2`,
    [positions, shard, now(), revision, first],
  );
  return rows.length;
}

/** The directives to append next: at least one if there is one, and together well below the log's record limit. */
async function nextRows({ resendWithinMs, now }: DirectiveSender, runner: QueryRunner, shard: number): Promise<Row[]> {
  const rows: Row[] = await runner.query(
    `SELECT position, root, id, text, tried_at FROM admin.directive
     WHERE published_at IS NULL AND shard = $1 ORDER BY position LIMIT ${ROWS_PER_ROUND}`,
    [shard],
  );
  const next: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (row.tried_at !== null && Number(row.tried_at) < now() - resendWithinMs) {
      if (next.length > 0) return next;
      throw new Fault(
        'directive_stale',
        `Directive ${row.id} of ${row.root} was tried long ago; whether it is on the log must be looked up by hand.`,
      );
    }
    bytes += row.text.length;
    if (next.length > 0 && bytes > APPEND_BYTES_AIM) break;
    next.push(row);
  }
  return next;
}
