import { Fault } from '@suanpan/fault';
import type { Reconciliation } from '@suanpan/ledger-clickhouse';
import type { StackAddresses } from '@suanpan/stack';
import { formatInstant } from '@suanpan/time';
import { at } from '../admin/address.ts';
import { type Admin, adminOf } from '../admin/admin.ts';
import type { CommandContext } from '../command-context.ts';
import { withClickHouse } from '../connections.ts';
import { followJob, type Job } from '../job/job.ts';
import { reconcileStack } from '../reconcile/reconcile-stack.ts';
import { currentMonth } from '../statement/current-month.ts';
import type { Statement } from '../statement/statement.ts';
import type { WhatIfResult } from '../what-if/what-if-result.ts';
import { awaitLedger } from './await-ledger.ts';
import type { Bill } from './bill.ts';
import { prepareDemo } from './demo-catalogue.ts';
import { DEMO_PLANS, DEMO_ROOT } from './demo-tree.ts';
import { readBill, readCounts, readSpan } from './read-bill.ts';
import type { TraceRow } from './read-trace.ts';
import { type SentTrace, sendTrace } from './send-trace.ts';
import { shiftDays } from './shift-days.ts';
import { traceEvent } from './trace-events.ts';

/** A trace, and when it is replayed. */
export interface Replay {
  readonly rows: readonly TraceRow[];
  readonly days: number;
  readonly source: string;
}

/** What the demo found. */
export interface DemoResult {
  readonly bill: Bill;
  readonly sent: SentTrace;
  /** Events that had been counted by an earlier run. */
  readonly repeated: number;
  readonly statement: Statement;
  /** The same calls under each of the demo's plans. */
  readonly plans: WhatIfResult;
  readonly reconciliation: Reconciliation;
}

/** Makes the demo's tree, sends the trace, waits for the ledger, and reads what came of it. */
export function replayTrace(
  context: CommandContext,
  addresses: StackAddresses,
  { rows, days, source }: Replay,
): Promise<DemoResult> {
  const admin = adminOf(context);
  const times = rows.map(({ time }) => shiftDays(time, days));
  const scope = { root: DEMO_ROOT, source };
  return withClickHouse(addresses, async (clickhouse) => {
    const [begin = context.now(), end = context.now()] = [times[0], times.at(-1)];
    const key = await prepareDemo(context, admin, monthStart(begin));
    const before = await readCounts(clickhouse, scope);
    const events = rows.map((row) => traceEvent(row, source, days));
    const sent = await sendTrace(context, { ingestUrl: addresses.ingestUrl, key, signal: context.signal }, events);
    const after = await awaitLedger(context, clickhouse, scope, { before, accepted: sent.accepted });
    const { first, last } = (await readSpan(clickhouse, scope)) ?? { first: begin, last: end };
    return {
      bill: await readBill(clickhouse, scope),
      sent,
      repeated: sent.accepted - (after.counted - before.counted),
      statement: await readStatement(context, admin, last),
      plans: await comparePlans(context, admin, { from: monthStart(first), to: formatInstant(last + 1) }),
      reconciliation: await reconcileStack(addresses),
    };
  });
}

/** The first instant of a month of the demo's root, which counts in UTC. */
function monthStart(time: number): string {
  return `${formatInstant(time).slice(0, 'yyyy-mm'.length)}-01T00:00:00.000Z`;
}

async function readStatement(context: CommandContext, admin: Admin, time: number): Promise<Statement> {
  const month = await currentMonth(context, admin, DEMO_ROOT, time);
  return admin.read<Statement>(at`accounts/${DEMO_ROOT}/statements/${month}`);
}

/** What the calls would have cost under each of the demo's plans, the whole root on it. */
async function comparePlans(
  context: CommandContext,
  admin: Admin,
  span: { readonly from: string; readonly to: string },
): Promise<WhatIfResult> {
  const scenarios = DEMO_PLANS.map(({ name, id }) => ({ name, plan: id }));
  const question = { account: DEMO_ROOT, ...span, scenarios, reason: 'demo' };
  const { body } = await admin.add<Job>(at`roots/${DEMO_ROOT}/what-if`, question);
  const { result } = await followJob(context, admin, body);
  if (result?.kind !== 'what-if') throw new Fault('internal', 'A what-if came back as something else.');
  return result;
}
