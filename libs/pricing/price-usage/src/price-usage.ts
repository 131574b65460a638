import type { CatalogueView } from '@suanpan/catalogue';
import { type Entry, type Leaf, type OutcomeReason, QUANTITIES, quantityValues, type UsageEvent } from '@suanpan/facts';
import { isDecided, serviceTierOf } from '@suanpan/price-book';
import { type CallInstant, chooseRow } from './choose-row.ts';
import { entriesOf, type PricedLeaf } from './entries.ts';
import { findList } from './find-list.ts';
import { type LeafQuantity, leafQuantities } from './leaf-quantities.ts';
import type { PriceList } from './price-list.ts';

/** Why a call has no price. Unknown is never zero: such a call is quarantined until a price row arrives. */
export type UnpricedReason = Extract<
  OutcomeReason,
  'model_unpriced' | 'leaf_unpriced' | 'price_flagged' | 'price_ambiguous' | 'usage_missing'
>;
export type PricedReason = Extract<OutcomeReason, 'priced' | 'priced_inconsistent' | 'nothing_to_price'>;

export type PriceDecision =
  | {
      readonly priced: true;
      readonly entries: readonly Entry[];
      readonly reason: PricedReason;
      readonly detail?: string;
    }
  | { readonly priced: false; readonly reason: UnpricedReason; readonly detail: string };

/** A call taken apart, with the row that prices each leaf, before anything is multiplied. */
export interface PricedLeaves {
  readonly priced: true;
  /** In the order of `LEAVES`; empty where nothing used has a price. */
  readonly leaves: readonly PricedLeaf[];
  readonly reason: PricedReason;
  /** What was not plain about how the rows were found. */
  readonly notes: readonly string[];
}

type Unpriced = PriceDecision & { readonly priced: false };

/**
 * Prices one call by the rows of a catalogue revision: which list, which row for each leaf, and the exact amounts, one entry
 * for each currency. Pure, and total: whatever the event holds, it answers with a reason. `detail` of a priced call says
 * what was not plain: another model's or provider's list, a missing service tier, an amount that was rounded.
 */
export function priceUsage(event: UsageEvent, view: CatalogueView): PriceDecision {
  const found = priceLeaves(event, view);
  if (!found.priced) return found;
  const { entries, note } = entriesOf(found.leaves);
  if (entries === undefined) return unpriced('price_flagged', note);
  if (found.notes.length === 0 && note === undefined) return { priced: true, entries, reason: found.reason };
  const detail = [...found.notes, note].filter((text) => text !== undefined).join('; ');
  return { priced: true, entries, reason: found.reason, detail };
}

/**
 * The list and rows a call is billed by, for those who multiply themselves. Pure and total like {@link priceUsage}. Leaves that
 * are not wanted, because somebody else prices them, are passed over and need no row.
 */
export function priceLeaves(
  event: UsageEvent,
  view: CatalogueView,
  wanted?: (leaf: Leaf) => boolean,
): PricedLeaves | Unpriced {
  if (isUncountedFailure(event)) return { priced: true, leaves: [], reason: 'nothing_to_price', notes: [] };
  const flaw = usageFlaw(event);
  if (flaw !== undefined) return unpriced('usage_missing', flaw);
  const at = { time: event.time, inputTokens: event.inputTokens };
  const serviceTier = serviceTierOf(event.serviceTier, event);
  const choice = findList(event, view, serviceTier, at);
  if (choice.found === undefined) {
    if (choice.contenders !== undefined) return unpriced('price_ambiguous', choice.contenders.join(' and '));
    return unpriced('model_unpriced', `${event.provider}/${event.servedModel ?? event.requestedModel}`);
  }
  const { list, notes } = choice.found;
  const { quantities, inconsistencies } = leafQuantities(event);
  const billed = billable(quantities, list, event, at);
  const asked = wanted === undefined ? billed : billed.filter(({ leaf }) => wanted(leaf));
  const rated = rateLeaves(asked, list, at);
  if (!Array.isArray(rated)) return rated;
  const tierNote = serviceTier === null ? undefined : missingTier(serviceTier, rated);
  const contradicted = inconsistencies.length > 0 || (event.inconsistencies?.length ?? 0) > 0;
  const reason = rated.length === 0 ? 'nothing_to_price' : contradicted ? 'priced_inconsistent' : 'priced';
  if (tierNote === undefined && inconsistencies.length === 0) return { priced: true, leaves: rated, reason, notes };
  const more = tierNote === undefined ? inconsistencies : [tierNote, ...inconsistencies];
  return { priced: true, leaves: rated, reason, notes: [...notes, ...more] };
}

const DECIMAL_FIELDS = QUANTITIES.filter((quantity) => quantity.kind === 'decimal').map(({ field }) => field);
/** Decimals as the contract has them: at most six fraction digits. */
const DECIMAL = /^\d{1,15}(\.\d{1,6})?$/;

/**
 * Whether the provider answered with an error and nothing was counted: such a call costs nothing. Without the provider's status, as after
 * a time-out or when the caller hung up, it is not known, because providers bill what they have begun.
 */
export function isUncountedFailure(event: UsageEvent): boolean {
  const { usageQuality, httpStatus } = event;
  if (usageQuality !== 'missing' || httpStatus === undefined || httpStatus < 400 || httpStatus > 599) return false;
  return quantityValues<number | string>(event).every((value) => value === undefined || Number(value) === 0);
}

/** Why the usage of a call cannot be priced by anybody, whatever the prices: it is missing or no count. */
export function usageFlaw(event: UsageEvent): string | undefined {
  const { usageQuality, inputTokens, outputTokens } = event;
  if (usageQuality === 'missing') return 'the sender reported no usage';
  for (const field of DECIMAL_FIELDS) {
    const value = event[field];
    if (value !== undefined && !DECIMAL.test(value)) return `${field} is no decimal text with six fraction digits`;
  }
  // Totals that are no counts would otherwise be taken for none, and a call would be free by accident.
  if (!Number.isSafeInteger(inputTokens) || inputTokens < 0) return 'inputTokens is no count';
  return Number.isSafeInteger(outputTokens) && outputTokens >= 0 ? undefined : 'outputTokens is no count';
}

/**
 * Every call is one request, so a list that prices requests at the call's time bills one where the sender names no number, unless
 * the call failed; and a list that does not price them says nothing about them. All other leaves must have a price.
 */
function billable(
  quantities: readonly LeafQuantity[],
  list: PriceList,
  event: UsageEvent,
  at: CallInstant,
): readonly LeafQuantity[] {
  if (!list.byLeaf.has('request') || !isDecided(chooseRow(list, 'request', at)))
    return event.requests === undefined ? quantities : quantities.filter(({ leaf }) => leaf !== 'request');
  const failed = event.errorType !== undefined || (event.httpStatus ?? 200) >= 400;
  if (event.requests !== undefined || failed) return quantities;
  return [...quantities, { leaf: 'request', quantity: 1 }];
}

function rateLeaves(quantities: readonly LeafQuantity[], list: PriceList, at: CallInstant): PricedLeaf[] | Unpriced {
  const rated: PricedLeaf[] = [];
  for (const { leaf, quantity } of quantities) {
    const choice = chooseRow(list, leaf, at);
    if (choice.found === undefined) {
      if (choice.contenders !== undefined)
        return unpriced('price_ambiguous', `${leaf}: ${choice.contenders.join(' and ')}`);
      return unpriced('leaf_unpriced', `${leaf} in ${list.name}`);
    }
    const { row, unitAtto, scaled } = choice.found;
    if (row.flag !== null || unitAtto < 0n) return unpriced('price_flagged', `${leaf}: ${row.unitPrice} in ${row.id}`);
    rated.push({ leaf, quantity, row, unitAtto, scaled });
  }
  return rated;
}

function missingTier(serviceTier: string, rated: readonly PricedLeaf[]): string | undefined {
  const missing = rated.filter(({ row }) => row.serviceTier === null).map(({ leaf }) => leaf);
  if (missing.length === 0) return undefined;
  return `no price for service tier ${serviceTier}, standard used for ${missing.join(', ')}`;
}

function unpriced(reason: UnpricedReason, detail: string): Unpriced {
  return { priced: false, reason, detail };
}
