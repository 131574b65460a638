import { isFault } from '@suanpan/fault';
import { type FoldStore, memoryFoldStore } from '@suanpan/fold-store';
import { logTotals } from '@suanpan/ledger-sink';
import type { ShardPosition } from '@suanpan/rated-record';
import { replayShard } from '@suanpan/rater';
import { ShardFold } from '@suanpan/shard-fold';
import { CatalogueReader } from './catalogue-reader.ts';
import { SimProcess } from './sim-process.ts';
import { contentsOf } from './store-copies.ts';
import type { World } from './world.ts';

const AUDIT_MS = 600_000;

/** Folds a shard from nothing but the log up to where a store stands; crashes and take-overs must have led there too. */
export async function foldAnew(world: World, shard: number, reached: FoldStore): Promise<void> {
  const position = await reached.position();
  if (position === undefined) return;
  const { ratedOffset } = JSON.parse(position) as ShardPosition;
  const log = connected(world);
  const store = memoryFoldStore();
  await inWorld(
    world,
    ShardFold.open(shard, log, store).then((fold) => fold.foldTo(ratedOffset)),
  );
  if ((await contentsOf(store)) === (await contentsOf(reached))) return;
  world.violate('every reader folds to the same state', `shard ${shard} at ${ratedOffset}`);
}

/** Decides the whole log again and counts it, with the tools operators have; both must agree with the ledger. */
export async function replayAndReconcile(world: World): Promise<void> {
  const log = connected(world);
  const holdings = new Map(world.ledger.rows.holdings().map((holding) => [holding.shard, holding]));
  for (const shard of world.shards) {
    const catalogue = new CatalogueReader(log);
    const replay = replayShard(shard, { log, catalogue, charging: world.charging, store: memoryFoldStore() });
    const { differences } = await inWorld(world, replay);
    const [first] = differences;
    if (first !== undefined) world.violate('rating is a pure function of the log', JSON.stringify(first));
    const totals = await inWorld(world, logTotals(log, shard));
    const held = holdings.get(shard) ?? { outcomes: 0, rows: 0, money: {} };
    const [due, is] = [totals, held].map(({ outcomes, rows, money }) => JSON.stringify([outcomes, rows, money]));
    if (due !== is || totals.sourceFacts !== totals.outcomes) {
      world.violate('reconcile shows no difference', `shard ${shard}: log ${due}, ledger ${is}`);
    }
  }
}

/** Whether the table that operators read shows that outcomes of a shard are gone. A record that cannot be read is another matter. */
export async function showsLoss(world: World, shard: number): Promise<boolean> {
  try {
    const { sourceFacts, outcomes } = await inWorld(world, logTotals(connected(world), shard));
    return sourceFacts !== outcomes;
  } catch (error) {
    if (isFault(error)) return false;
    throw error;
  }
}

function connected(world: World) {
  return world.log.connect(new SimProcess('audit', world.time));
}

/** Awaits work that goes through the world's network: virtual time has to pass for it. */
async function inWorld<T>(world: World, work: Promise<T>): Promise<T> {
  let isDone = false;
  const settled = work.finally(() => {
    isDone = true;
  });
  settled.catch(() => {});
  await world.time.run(() => isDone, world.time.now + AUDIT_MS);
  if (!isDone) throw new Error('An audit did not come to an end.');
  return settled;
}
