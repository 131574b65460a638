import {
  type Directive,
  type Entry,
  type Outcome,
  QUANTITIES,
  QUANTITY_PLACES,
  quantityValues,
  type ResultEvent,
  type UsageEvent,
} from '@suanpan/facts';
import type { LedgerItem } from '@suanpan/ledger-sink';

/** One row of the ledger before it has bytes: an outcome with one of its entries, or with none if it moved no money. */
export interface UsageRow {
  readonly item: LedgerItem;
  readonly outcome: Outcome;
  /** Place of the entry in its outcome; 0 for a row without money. */
  readonly number: number;
  readonly entry: Entry | undefined;
  /** The call the row is about: the entry's own, else the outcome's subject. */
  readonly event: UsageEvent | undefined;
  /** Where the row comes from: that call, else the result or directive that the outcome is about. */
  readonly origin: UsageEvent | ResultEvent | Directive | undefined;
}

/** The rows of a chunk, in the order of its outcomes. */
export function rowsOf(items: readonly LedgerItem[]): UsageRow[] {
  const rows: UsageRow[] = [];
  for (const item of items) {
    const { outcome } = item;
    const origin = item.event ?? item.other;
    if (outcome.entries.length === 0) {
      rows.push({ item, outcome, number: 0, entry: undefined, event: item.event, origin });
    }
    for (let number = 0; number < outcome.entries.length; number += 1) {
      const entry = outcome.entries[number];
      rows.push({ item, outcome, number, entry, event: entry?.event ?? item.event, origin: entry?.event ?? origin });
    }
  }
  return rows;
}

/**
 * Whether a row adds a call: the first row of an outcome that counts its event for the first time does; further
 * entries, corrections, results, duplicates, conflicts and rejections do not. Sums of tokens count only rows that add a
 * call. A call that was voided did happen and stays counted, and an amended one counts as it was reported first; what is taken
 * back shows in the money and the priced quantities.
 */
export function addsCall({ outcome, number, event }: UsageRow): boolean {
  const counts = outcome.kind === 'rated' || outcome.kind === 'quarantined';
  return counts && number === 0 && event !== undefined;
}

/** Where the money belongs: as the call says, else the entry (fees, true-ups, results), else the result or directive itself. */
export function accountOf({ event, entry, origin }: UsageRow): string {
  return event?.account ?? entry?.account ?? placeIn(origin, 'account');
}

export function projectOf({ event, entry, origin }: UsageRow): string {
  return event?.project ?? entry?.project ?? placeIn(origin, 'project');
}

function placeIn(origin: UsageRow['origin'], field: 'account' | 'project'): string {
  return (origin as { readonly account?: string; readonly project?: string } | undefined)?.[field] ?? '';
}

/** When the call finished or its result was known; a directive is about no moment, and counts as of its posting. */
export function timeTextOf({ event, origin }: UsageRow): string | undefined {
  if (event !== undefined) return event.time;
  return origin !== undefined && 'result' in origin ? origin.time : undefined;
}

/** The model prices go by: the one that answered if the provider said so, else the one asked for. */
export function modelOf(event: UsageEvent | undefined): string {
  return event?.servedModel ?? event?.requestedModel ?? '';
}

/** What else was reported as used, under the names of the event; what was not reported is absent. */
export function otherUsageOf({ event }: UsageRow): readonly (readonly [string, string])[] {
  if (event === undefined) return NOTHING;
  let pairs: (readonly [string, string])[] | undefined;
  const values = quantityValues<number | string>(event);
  for (const [name, place] of OTHER_USAGE) {
    const used = values[place];
    if (used === undefined) continue;
    pairs ??= [];
    pairs.push([name, String(used)]);
  }
  return pairs ?? NOTHING;
}

const NOTHING: readonly never[] = [];

/** Names and places of what has no column of its own. */
const OTHER_USAGE = QUANTITIES.filter(({ stored }) => stored === 'map').map(
  ({ column, field }) => [column, QUANTITY_PLACES[field]] as const,
);

/** The price rows of an entry in the order of its lines, each once; what the plan itself prices has none. */
export function priceRowsOf(entry: Entry | undefined): string {
  const lines = entry?.lines ?? NOTHING;
  let text = '';
  for (let i = 0; i < lines.length; i += 1) {
    const priceRow = lines[i]?.priceRow ?? '';
    if (priceRow === '' || isRepeat(lines, i, priceRow)) continue;
    text = text === '' ? priceRow : `${text},${priceRow}`;
  }
  return text;
}

function isRepeat(lines: Entry['lines'], before: number, priceRow: string): boolean {
  for (let i = 0; i < before; i += 1) if (lines[i]?.priceRow === priceRow) return true;
  return false;
}
