import type { Change } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES } from '@suanpan/facts';
import { isFault } from '@suanpan/fault';
import { billingChanges } from './billing-terms.ts';
import { MODELS } from './ingest.ts';
import { SimProcess } from './sim-process.ts';
import type { World } from './world.ts';

const TRIES_MAX = 30;

/** The first revision: the roots, and prices for some of the models. The others are priced late, or never. */
export function beginCatalogue(world: World): void {
  const roots = world.shards.map((shard): Change => {
    const id = world.rootOf(shard);
    return { entity: 'root', id, before: null, after: { id, name: id, shard, zone: 'UTC' } };
  });
  const billed = world.planned ? world.shards.flatMap((shard) => billingChanges(world.rootOf(shard))) : [];
  const known = MODELS.slice(0, 3).map((model) => ({ model, unitPrices: unitPrices(world) }));
  world.log.put(CATALOGUE_CHANGES.name, 0, [world.draftRevision([...roots, ...billed], known)]);
  world.published();
}

/** Appends catalogue revisions in mid-stream: prices that change, come late, or end. Each is sent until it is heard. */
export function beginAdmin(world: World, revisions: number, spanMs: number): void {
  const process = new SimProcess('admin', world.time);
  const log = world.log.connect(process);
  const append = async (value: Buffer) => {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      try {
        return await log.append(CATALOGUE_CHANGES.name, 0, [value]);
      } catch (error) {
        if (!isFault(error, 'append_failed')) throw error;
        await process.sleep(20);
      }
    }
    throw new Error('The simulated admin could not publish a revision.');
  };
  const publish = async () => {
    for (let i = 0; i < revisions; i += 1) {
      await process.sleep(world.workload.between(1, Math.floor((2 * spanMs) / revisions)));
      const model = world.workload.pick(MODELS);
      await append(
        world.draftRevision([], [{ model, unitPrices: world.workload.chance(0.1) ? {} : unitPrices(world) }]),
      );
      world.published();
    }
  };
  world.writerBegins();
  void publish().finally(() => world.writerEnds());
}

function unitPrices(world: World): Record<string, string> {
  const { workload } = world;
  const usd = { USD: `0.00${workload.between(1, 99)}` };
  // A plan bills in one currency.
  if (world.planned) return usd;
  // Two currencies make two rows of one outcome, so that a torn insert shows.
  return workload.chance(0.4) ? { ...usd, CNY: `0.0${workload.between(1, 99)}` } : usd;
}
