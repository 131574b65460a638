import { Fault } from '@suanpan/fault';

/** Something that holds from an instant to another. */
interface Spanned {
  readonly effectiveFrom: number | null;
  readonly effectiveTo: number | null;
}

/**
 * What holds for a time, ended at an instant; `undefined` where it is taken out, because it would never hold or, with null,
 * was never meant. `entity_invalid` if it ends earlier already: an end is never put off.
 */
export function endOf<T extends Spanned>(entity: T, at: number | null): T | undefined {
  const { effectiveFrom, effectiveTo } = entity;
  if (at === null) return undefined;
  if (effectiveTo !== null && effectiveTo <= at) throw new Fault('entity_invalid', 'It has ended by then.');
  return effectiveFrom !== null && effectiveFrom >= at ? undefined : { ...entity, effectiveTo: at };
}
