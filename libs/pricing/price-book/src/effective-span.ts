/** From inclusive, to exclusive, epoch milliseconds; null is open. */
export interface EffectiveSpan {
  readonly effectiveFrom: number | null;
  readonly effectiveTo: number | null;
}

/** Tells whether something holds at an instant. */
export function isInForce({ effectiveFrom, effectiveTo }: EffectiveSpan, instant: number): boolean {
  return instant >= (effectiveFrom ?? Number.NEGATIVE_INFINITY) && instant < (effectiveTo ?? Number.POSITIVE_INFINITY);
}

/** Tells whether there is an instant at which two things hold both. */
export function spansMeet(a: EffectiveSpan, b: EffectiveSpan): boolean {
  const from = Math.max(a.effectiveFrom ?? Number.NEGATIVE_INFINITY, b.effectiveFrom ?? Number.NEGATIVE_INFINITY);
  return from < Math.min(a.effectiveTo ?? Number.POSITIVE_INFINITY, b.effectiveTo ?? Number.POSITIVE_INFINITY);
}
