import type { CatalogueWriter } from '@suanpan/catalogue-postgres';
import type { ClickHouse } from '@suanpan/clickhouse';
import { partTargets, priceAgainDirective, type Wish } from '@suanpan/directives';
import { Fault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import type { Clock } from '@suanpan/time';
import type { JobDesk, JobWork } from '../jobs/job-work.ts';
import type { DirectiveOutbox } from '../store/directive-outbox.ts';
import type { LeasedJob } from '../store/job-store.ts';
import type { LedgerProgress } from './ledger-progress.ts';
import { NO_PRICES, type PriceTally, pricedAgain } from './price-differences.ts';
import { type CallBounds, type CallScope, callBounds, scanCalls } from './scan-calls.ts';

/** What a job to price again was asked for. */
export interface PriceAgainRequest {
  readonly from: number;
  readonly to: number;
  readonly provider?: string;
  readonly model?: string;
  readonly dryRun: boolean;
  /** The catalogue to price by. */
  readonly revision: number;
}

/** Where such a job goes on. */
interface Cursor {
  readonly bounds: CallBounds;
  /** The outcome to go on with; absent at the beginning. */
  readonly next?: number;
  readonly tally: PriceTally;
}

export interface PriceAgainParts {
  readonly writer: Pick<CatalogueWriter, 'mirror'>;
  readonly ledger: ClickHouse;
  readonly log: Log;
  readonly outbox: DirectiveOutbox;
  readonly progress: LedgerProgress;
  readonly clock: Clock;
}

const LEDGER_WAIT_MS = 10_000;

/**
 * Prices a range of calls again, slice by slice: the directives of a slice and where to go on are stored together, so that a
 * crash neither loses nor repeats one. Only calls that would cost something else are sent.
 */
export function priceAgainWork(parts: PriceAgainParts): JobWork {
  return async (job, desk) => {
    const request = job.request as PriceAgainRequest;
    const catalogue = await parts.writer.mirror();
    const view = catalogue.asOf(request.revision);
    const root = view.root(job.root);
    if (root === undefined) throw new Fault('entity_unknown', `root ${job.root} does not exist.`);
    const scope: CallScope = { ...request, root: root.id, shard: root.shard };
    let cursor = await startOf(parts, scope, job, desk);
    const { bounds } = cursor;
    for await (const { next, standings } of scanCalls(parts.ledger, parts.log, scope, bounds, cursor.next)) {
      if (desk.signal.aborted) throw new Fault('unavailable', 'The job goes on elsewhere.');
      const priced = pricedAgain(standings, view, cursor.tally);
      const wish: Wish = { root: root.id, actor: job.actor, reason: job.reason, now: parts.clock.now() };
      const directives = request.dryRun
        ? []
        : partTargets(priced.targets).map((part) => priceAgainDirective(wish, request.revision, part));
      const tally = { ...priced.tally, directives: priced.tally.directives + directives.length };
      cursor = { bounds, next, tally };
      const share = (next - bounds.first) / (bounds.last - bounds.first + 1);
      await desk.step({ share, cursor }, async (tables) => {
        await parts.outbox.add(tables, { root: root.id, shard: root.shard, now: wish.now }, directives);
      });
      if (directives.length > 0) parts.outbox.accepted();
    }
    const { dryRun, revision } = request;
    return { kind: 'price-again', dryRun, revision, ...cursor.tally };
  };
}

/** Where to go on; at first everything that was sent by then must be in the ledger, or the newest calls would be missed. */
async function startOf(parts: PriceAgainParts, scope: CallScope, job: LeasedJob, desk: JobDesk): Promise<Cursor> {
  if (job.cursor !== undefined) return job.cursor as Cursor;
  if (!(await parts.progress.covers(scope.shard, LEDGER_WAIT_MS))) {
    throw new Fault('ledger_behind', 'The ledger does not hold everything that was sent yet.');
  }
  const cursor: Cursor = { bounds: await callBounds(parts.ledger, scope), tally: NO_PRICES };
  await desk.step({ share: 0, cursor });
  return cursor;
}
