import type { LogRecord } from '@suanpan/kafka';
import type { World } from './world.ts';

/** Hands records over as a troubled transport does: some again, in another order, or not all. */
export class Delivery {
  readonly #world: World;
  #before: readonly LogRecord[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  troubled(records: readonly LogRecord[]): readonly LogRecord[] {
    const { plan, mischief } = this.#world;
    let delivered = records;
    if (mischief.chance(plan.rate('deliveryRepeated'))) delivered = [...this.#before, ...records];
    if (mischief.chance(plan.rate('deliveryReordered'))) {
      delivered = mischief.chance(0.5) ? mischief.shuffled(delivered) : delivered.slice(1);
    }
    this.#before = records;
    return delivered;
  }
}
