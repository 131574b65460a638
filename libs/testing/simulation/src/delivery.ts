import type { LogRecord } from '@suanpan/kafka';
import type { World } from './world.ts';

/** Hands records over as a troubled transport does: some again, in another order, or not all. */
export class Delivery {
  readonly #world: World;
  #before: readonly LogRecord[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** The first `kept` records stay in front: the reader goes by them. */
  troubled(records: readonly LogRecord[], kept = 0): readonly LogRecord[] {
    const { plan, mischief } = this.#world;
    let delivered = records.slice(kept);
    if (mischief.chance(plan.rate('deliveryRepeated'))) delivered = [...this.#before, ...delivered];
    if (mischief.chance(plan.rate('deliveryReordered'))) {
      delivered = mischief.chance(0.5) ? mischief.shuffled(delivered) : delivered.slice(1);
    }
    this.#before = records;
    return [...records.slice(0, kept), ...delivered];
  }
}
