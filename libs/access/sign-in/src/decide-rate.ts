/** How many tries something has: `burst` at once, then one more every `perSeconds`. */
export interface RateLimit {
  readonly burst: number;
  readonly perSeconds: number;
}

/** Tries to sign in, by what they are counted by. */
export interface RateLimits {
  /** Of one login, from wherever. */
  readonly login: RateLimit;
  /** From one address (of IPv6 its /64), for whomever. */
  readonly address: RateLimit;
}

export const RATE_LIMITS: RateLimits = {
  login: { burst: 5, perSeconds: 60 },
  address: { burst: 20, perSeconds: 15 },
};

/** Whether there is a try left, and what to store then. */
export type RateDecision =
  | { readonly ok: true; readonly fullAt: number }
  | { readonly ok: false; readonly retryAfterSeconds: number };

/**
 * Decides whether one more try is allowed, by the generic cell rate algorithm (ITU-T I.371): all that is stored is the
 * instant at which all tries will be there again, `fullAt` (epoch milliseconds; `undefined` for nobody counted yet). An
 * instant further away than it can be, as after a clock was set back, counts as the furthest it can be.
 */
export function decideRate(limit: RateLimit, fullAt: number | undefined, now: number): RateDecision {
  const perMs = limit.perSeconds * 1000;
  const furthest = now + limit.burst * perMs;
  const from = Math.min(Math.max(fullAt ?? now, now), furthest);
  const next = from + perMs;
  if (next <= furthest) return { ok: true, fullAt: next };
  return { ok: false, retryAfterSeconds: Math.ceil((next - furthest) / 1000) };
}

/** When all tries will be there again after one of them is given back. */
export function giveBack(limit: RateLimit, fullAt: number): number {
  return fullAt - limit.perSeconds * 1000;
}
