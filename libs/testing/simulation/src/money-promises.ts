import { postedCounter } from '@suanpan/charging';
import type { FoldStore } from '@suanpan/fold-store';
import { counterKey } from '@suanpan/rated-log';
import { decimal, STEPS } from './billing-terms.ts';
import { microOf, type PlainEntry, type PlainOutcome, readRated } from './naive-reader.ts';
import type { World } from './world.ts';

/** What must hold of the money of a planned shard, whatever became of the single outcomes. */
export async function checkMoney(world: World, shard: number, store: FoldStore): Promise<void> {
  const outcomes = readRated(world.rated(shard));
  checkCloses(world, shard, outcomes);
  checkSteps(world, shard, outcomes);
  await checkPosted(world, shard, outcomes, store);
}

/** A month is closed once, months follow each other, and what a close says is all that was ever stated in the month. */
function checkCloses(world: World, shard: number, outcomes: readonly PlainOutcome[]): void {
  const closed: string[] = [];
  const stated = new Map<string, number>();
  for (const { seq, entries, closing, reason } of outcomes) {
    for (const { postingPeriod = '', amount } of entries) {
      const isLate = closed.includes(postingPeriod);
      if (isLate) world.violate('a closed month is stated once', `shard ${shard} seq ${seq}: ${postingPeriod}`);
      stated.set(postingPeriod, (stated.get(postingPeriod) ?? 0) + microOf(amount));
    }
    if (reason !== 'period_closed' || closing === undefined) continue;
    const { period, totals } = closing;
    if (closed.some((before) => before >= period)) {
      world.violate('a close is exactly once', `shard ${shard} seq ${seq}: ${period} after ${closed.join()}`);
    }
    closed.push(period);
    const total = totals.reduce((sum, { amount }) => sum + microOf(amount), 0);
    if (total !== (stated.get(period) ?? 0)) {
      world.violate('a close carries what was stated', `shard ${shard} ${period}: ${total}, not ${stated.get(period)}`);
    }
  }
}

/** However calls came, were taken back and replaced: what the steps of a month cost follows from its tokens alone. */
function checkSteps(world: World, shard: number, outcomes: readonly PlainOutcome[]): void {
  const months = new Map<string, { tokens: number; micro: number }>();
  for (const entry of outcomes.flatMap(({ entries }) => entries)) {
    if (entry.component?.startsWith('steps#') !== true) continue;
    const month = months.get(entry.servicePeriod ?? '') ?? { tokens: 0, micro: 0 };
    months.set(entry.servicePeriod ?? '', month);
    month.tokens += tokensOf(entry);
    month.micro += microOf(entry.amount);
  }
  for (const [month, { tokens, micro }] of months) {
    const due = costOf(tokens);
    if (due !== micro) world.violate('tiers never jump', `shard ${shard} ${month}: ${micro} for ${tokens}, not ${due}`);
  }
}

/** The counters say what the entries of every month sum to that was not closed. */
async function checkPosted(
  world: World,
  shard: number,
  outcomes: readonly PlainOutcome[],
  store: FoldStore,
): Promise<void> {
  const closed = outcomes.flatMap(({ closing }) => (closing === undefined ? [] : [closing.period]));
  const sums = new Map<string, number>();
  for (const { postingPeriod, amount } of outcomes.flatMap(({ entries }) => entries)) {
    if (postingPeriod === undefined || closed.includes(postingPeriod)) continue;
    sums.set(postingPeriod, (sums.get(postingPeriod) ?? 0) + microOf(amount));
  }
  const due = [...sums].filter(([, micro]) => micro !== 0).sort(([one], [other]) => (one < other ? -1 : 1));
  const root = world.rootOf(shard);
  const [value] = await store.getMany([counterKey(postedCounter(root, root))]);
  const told = value === undefined ? '{}' : Buffer.from(value).toString();
  const expected = JSON.stringify(Object.fromEntries(due.map(([month, micro]) => [month, { USD: decimal(micro) }])));
  if (told !== expected)
    world.violate('entries sum to the posted counters', `shard ${shard}: ${told}, not ${expected}`);
}

function tokensOf({ lines }: PlainEntry): number {
  return lines.reduce((sum, { quantity }) => sum + Number(quantity), 0);
}

function costOf(tokens: number): number {
  let cost = 0;
  let low = 0;
  for (const { upTo, micro } of STEPS) {
    cost += Math.max(0, Math.min(tokens, upTo) - low) * micro;
    low = upTo;
  }
  return cost;
}
