import { setTimeout as delay } from 'node:timers/promises';
import { connectClickHouse } from '@suanpan/clickhouse';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { startWholeStack, type WholeStack } from '@suanpan/whole-stack';
import { type Sent, SteadySender } from './steady-sender.ts';

/** What is done to a stack while events are sent to it. */
export interface Disturbance {
  /** Settings of the stack. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Answers what was killed how often. */
  readonly disturb: (stack: WholeStack, root: ChaosRoot) => Promise<Readonly<Record<string, number>>>;
  readonly say: (line: string) => void;
}

/** Whose events are sent. */
export interface ChaosRoot {
  readonly shard: number;
}

/** How many parts of a stack to kill, and how. */
export interface ChaosPlan {
  readonly kills: number;
  /** Pause between two kills, milliseconds. */
  readonly pauseMs: number;
  /** Parts to kill, in turn. */
  readonly victims: readonly string[];
  readonly say: (line: string) => void;
}

/** What was promised and what the ledger holds in the end. */
export interface ChaosReport {
  readonly sent: Sent;
  readonly kills: Readonly<Record<string, number>>;
  /** Distinct events the ledger has priced. */
  readonly ratedEvents: number;
  /** Rows that price an event a second time; must be 0. */
  readonly billedTwice: number;
  /** Decimal text, in USD. */
  readonly moneyDue: string;
  readonly moneyHeld: string;
  readonly reconcileCode: number;
  readonly reconcileText: string;
}

/** One USD per million input tokens: a price that makes every lost or doubled token visible in the sum. */
const USD_PER_MILLION = '1';
const DRAINED_WITHIN_MS = 120_000;

/**
 * Starts a stack, sends steadily, kills its parts with SIGKILL one after the other, and then asks the ledger whether
 * every acknowledged event was billed exactly once.
 */
export function runChaos(plan: ChaosPlan): Promise<ChaosReport> {
  return disturbStack({ say: plan.say, disturb: (stack) => killInTurn(stack, plan) });
}

/** Starts a stack, sends steadily while it is disturbed, and then asks the ledger the same. */
export async function disturbStack(plan: Disturbance): Promise<ChaosReport> {
  const stack = await startWholeStack(plan.settings);
  let keep = true;
  try {
    const report = await torment(stack, plan);
    keep = !isSound(report);
    if (keep) plan.say(`The stack's log is kept: ${stack.logFile}`);
    return report;
  } finally {
    await stack.stop({ keep });
  }
}

/** Whether nothing was lost, doubled or mispriced. */
export function isSound(report: ChaosReport): boolean {
  const { sent, ratedEvents, billedTwice, moneyDue, moneyHeld, reconcileCode } = report;
  return ratedEvents === sent.events && billedTwice === 0 && moneyDue === moneyHeld && reconcileCode === 0;
}

async function torment(stack: WholeStack, plan: Disturbance): Promise<ChaosReport> {
  const { key, shard } = await prepare(stack);
  const { ingestUrl: url } = stack.addresses;
  const sender = new SteadySender({ url, key, lanes: 4, eventsPerRequest: 25, pauseMs: 20 });
  const kills = await plan.disturb(stack, { shard });
  const sent = await sender.stop();
  plan.say(`${sent.events} events acknowledged, ${sent.repeats} requests sent again; waiting for the ledger.`);
  const held = await drained(stack, sent.events);
  const reconcile = await stack.cli('reconcile');
  const moneyDue = decimalFromAtto((sent.inputTokens * storedAtto(USD_PER_MILLION)) / 1_000_000n);
  return { sent, kills, ...held, moneyDue, reconcileCode: reconcile.code, reconcileText: reconcile.stdout };
}

async function prepare(stack: WholeStack): Promise<ChaosRoot & { readonly key: string }> {
  const root = await stack.run('root', 'create', '--name', 'Chaos');
  const project = await stack.run('project', 'create', '--root', root, '--name', 'chaos');
  await stack.run('price', 'add', '--provider', 'demo', '--model', 'chaos', '--input-per-million', USD_PER_MILLION);
  const key = await stack.run('key', 'create', '--root', root, '--project', project);
  const roots = JSON.parse(await stack.run('root', 'list', '--json')) as readonly (ChaosRoot & {
    readonly id: string;
  })[];
  return { key, shard: roots.find(({ id }) => id === root)?.shard ?? 0 };
}

async function killInTurn(stack: WholeStack, plan: ChaosPlan): Promise<Record<string, number>> {
  const kills: Record<string, number> = {};
  for (let i = 0; i < plan.kills; i += 1) {
    await delay(plan.pauseMs);
    const victim = plan.victims[i % plan.victims.length] ?? 'ingest';
    const pid = stack.pids()[victim];
    if (pid === undefined) continue;
    try {
      process.kill(pid, 'SIGKILL');
      kills[victim] = (kills[victim] ?? 0) + 1;
      plan.say(`killed ${victim}`);
    } catch {
      // It had just died of an earlier kill; the supervisor is starting it anew.
      plan.say(`${victim} was down already`);
    }
  }
  await delay(plan.pauseMs);
  return kills;
}

const HELD = `
  SELECT uniqExact(source, event_id) AS events, count() - events AS twice, toString(ifNull(sum(amount), 0)) AS money
  FROM ledger.usage WHERE kind = 'rated'`;

/** Waits until the ledger has priced as many events as were acknowledged, or stands still for long. */
async function drained(stack: WholeStack, events: number) {
  const clickhouse = connectClickHouse(stack.addresses.clickhouse);
  const endsAt = performance.now() + DRAINED_WITHIN_MS;
  try {
    for (;;) {
      const [row] = await clickhouse.queryRows<{ events: string; twice: string; money: string }>(HELD);
      const ratedEvents = Number(row?.events ?? 0);
      if (ratedEvents >= events || performance.now() > endsAt) {
        const moneyHeld = decimalFromAtto(storedAtto(row?.money ?? '0'));
        return { ratedEvents, billedTwice: Number(row?.twice ?? 0), moneyHeld };
      }
      await delay(250);
    }
  } finally {
    await clickhouse.close();
  }
}
