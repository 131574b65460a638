import { setTimeout as delay } from 'node:timers/promises';
import type { ClickHouse } from '@suanpan/clickhouse';
import { Fault, isTransient } from '@suanpan/fault';
import type { CommandContext } from '../command-context.ts';
import { Progress } from '../output/progress.ts';
import { type BillScope, type LedgerCounts, readCounts } from './read-bill.ts';

const ASK_EVERY_MS = 200;
/** The ledger may be away for a while; one that stands still longer needs a person. */
const STANDSTILL_MS = 60_000;

/**
 * Waits until the ledger holds an outcome for every event that was accepted, and every event of the trace is counted.
 * `part_failed` when it stands still for a minute.
 */
export async function awaitLedger(
  context: CommandContext,
  clickhouse: ClickHouse,
  scope: BillScope,
  due: { readonly before: LedgerCounts; readonly accepted: number },
): Promise<LedgerCounts> {
  const progress = new Progress(context.terminal, 'in the ledger', due.accepted);
  const outcomesDue = due.before.outcomes + due.accepted;
  let counts = due.before;
  let movedAt = performance.now();
  for (;;) {
    const now = await currentCounts(clickhouse, scope, counts);
    if (now.outcomes > counts.outcomes) movedAt = performance.now();
    counts = now;
    const arrived = Math.min(due.accepted, counts.outcomes - due.before.outcomes);
    if (counts.outcomes >= outcomesDue && counts.counted >= due.accepted) {
      progress.end(arrived);
      return counts;
    }
    progress.update(arrived);
    if (context.signal.aborted) throw new Fault('part_failed', 'Waiting for the ledger was interrupted.');
    if (performance.now() - movedAt > STANDSTILL_MS) {
      throw new Fault(
        'part_failed',
        `The ledger has stood still at ${arrived} of ${due.accepted} for a minute; \`suanpan status\` tells what runs.`,
      );
    }
    await delay(ASK_EVERY_MS);
  }
}

async function currentCounts(clickhouse: ClickHouse, scope: BillScope, last: LedgerCounts): Promise<LedgerCounts> {
  try {
    return await readCounts(clickhouse, scope);
  } catch (error) {
    if (isTransient(error)) return last;
    throw error;
  }
}
