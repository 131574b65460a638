import { readRated } from './naive-reader.ts';
import type { World } from './world.ts';

/** Source offset up to which the rated log has decided. */
export function decidedUpTo(world: World, shard: number): number {
  return (readRated(world.rated(shard)).at(-1)?.offset ?? -1) + 1;
}
