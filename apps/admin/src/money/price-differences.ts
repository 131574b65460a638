import type { CatalogueView } from '@suanpan/catalogue';
import { type ChargedTarget, type Standing, targetOf } from '@suanpan/directives';
import type { Entry } from '@suanpan/facts';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { planCharging } from '@suanpan/price-plan';

/** What pricing calls again came to so far; plain data, so that it is kept from step to step. */
export interface PriceTally {
  readonly calls: number;
  readonly changed: number;
  readonly directives: number;
  readonly changes: readonly PriceChange[];
  /** Calls that stay as they are, by the reason. */
  readonly unchanged: Readonly<Record<string, number>>;
}

/** What calls of one model and month cost, and would cost. */
export interface PriceChange {
  readonly provider: string;
  readonly model: string;
  readonly month: string;
  readonly currency: string;
  readonly calls: number;
  readonly before: string;
  readonly after: string;
  readonly difference: string;
}

export const NO_PRICES: PriceTally = { calls: 0, changed: 0, directives: 0, changes: [], unchanged: {} };

/** Lines that follow from what is left of something, which only rating knows. */
const SETTLING = new Set<string>(['credit', 'covered', 'overage', 'correction']);
const MONTH_DIGITS = 7;
/** Decides nothing but the number of an outcome that will never be. */
const NEVER = Number.MAX_SAFE_INTEGER;

const noCounter = (): undefined => undefined;

/**
 * Works out which calls would cost something else by the prices of a view, without touching anything. Quantities and bands are
 * carried by the calls themselves, so that charges are exact; what pays them is not looked at.
 */
export function pricedAgain(
  standings: readonly Standing[],
  view: CatalogueView,
  tally: PriceTally,
): { readonly targets: readonly ChargedTarget[]; readonly tally: PriceTally } {
  const targets: ChargedTarget[] = [];
  const unchanged: Record<string, number> = { ...tally.unchanged };
  const changes = new Map(tally.changes.map((change) => [keyOf(change), change]));
  for (const standing of standings) {
    const reason = standing.state === 'charged' ? changeOf(standing, view, changes) : standing.state;
    if (reason === undefined) targets.push(targetOf(standing));
    else unchanged[reason] = (unchanged[reason] ?? 0) + 1;
  }
  return {
    targets,
    tally: {
      calls: tally.calls + standings.length,
      changed: tally.changed + targets.length,
      directives: tally.directives,
      changes: [...changes.values()],
      unchanged,
    },
  };
}

/** Notes the change, or answers why there is none. */
function changeOf(standing: Standing, view: CatalogueView, changes: Map<string, PriceChange>): string | undefined {
  const decision = planCharging.chargeAgain(targetOf(standing), view, noCounter, { seq: NEVER, posting: 'open' });
  if (!decision.charged) return decision.reason;
  const before = chargesOf(standing.charged.entries);
  const moved = chargesOf(decision.entries);
  for (const currency of new Set([...before.keys(), ...moved.keys()])) {
    const [was, difference] = [before.get(currency) ?? 0n, moved.get(currency) ?? 0n];
    addChange(changes, standing, currency, was, difference);
  }
  return undefined;
}

function addChange(
  changes: Map<string, PriceChange>,
  { event }: Standing,
  currency: string,
  was: bigint,
  difference: bigint,
): void {
  const { provider, servedModel, requestedModel, time } = event;
  const place = { provider, model: servedModel ?? requestedModel, month: time.slice(0, MONTH_DIGITS), currency };
  const sum = changes.get(keyOf(place));
  changes.set(keyOf(place), {
    ...place,
    calls: (sum?.calls ?? 0) + 1,
    before: plus(sum?.before, was),
    after: plus(sum?.after, was + difference),
    difference: plus(sum?.difference, difference),
  });
}

function keyOf({ provider, model, month, currency }: Pick<PriceChange, 'provider' | 'model' | 'month' | 'currency'>) {
  return JSON.stringify([provider, model, month, currency]);
}

function chargesOf(entries: readonly Entry[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { currency, amount, lines } of entries) {
    if (lines.every(({ leaf }) => SETTLING.has(leaf))) continue;
    sums.set(currency, (sums.get(currency) ?? 0n) + storedAtto(amount));
  }
  return sums;
}

function plus(text: string | undefined, atto: bigint): string {
  return decimalFromAtto(storedAtto(text ?? '0') + atto);
}
