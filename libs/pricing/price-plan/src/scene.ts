import { type CatalogueView, monthAfter, type Period } from '@suanpan/catalogue';
import type { Charge, ChargeContext, Uncharged } from '@suanpan/charging';
import type { Entry, OutcomeReason } from '@suanpan/facts';
import { CounterMoves, damagedCounter } from './counter-moves.ts';
import { type Place, servicePeriodOf } from './place.ts';
import { postEntries } from './posted-money.ts';

/** Everything a charge depends on besides its subject. */
export interface Scene {
  readonly view: CatalogueView;
  readonly place: Place;
  /** When the subject happened; `undefined` where its time cannot be read. */
  readonly instant: number | undefined;
  readonly service: Period | undefined;
  /** The month that states the money; absent without a calendar, and for history that is only informed about. */
  readonly postingPeriod: string | undefined;
  readonly moves: CounterMoves;
  readonly context: ChargeContext;
}

/** The scene of a subject at a place and time, on counters that may have moved already. */
export function sceneOf(
  view: CatalogueView,
  place: Place,
  instant: number | undefined,
  moves: CounterMoves,
  context: ChargeContext,
): Scene {
  const service = servicePeriodOf(place.calendar, instant);
  const postingPeriod =
    service === undefined || context.posting === 'none' ? undefined : postingPeriodOf(moves, place.closed, service.id);
  return { view, place, instant, service, postingPeriod, moves, context };
}

const MONTH = /^\d{4}-\d\d$/;

/** The newest closed month; `undefined` while none is closed. */
export function closedMonth(moves: CounterMoves, name: string): string | undefined {
  const closed = moves.get(name);
  if (closed !== undefined && !MONTH.test(closed)) throw damagedCounter(name);
  return closed;
}

/** The service period while that is open, else the first month after the closed ones. */
export function postingPeriodOf(moves: CounterMoves, closedName: string, service: string): string {
  const closed = closedMonth(moves, closedName);
  return closed === undefined || service > closed ? service : monthAfter(closed, 1);
}

/** Writes the periods into entries. */
export function stamped(scene: Scene, entries: readonly Entry[]): readonly Entry[] {
  const { service, postingPeriod } = scene;
  if (service === undefined) return entries;
  const servicePeriod = service.id;
  return postingPeriod === undefined
    ? entries.map((entry) => ({ ...entry, servicePeriod }))
    : entries.map((entry) => ({ ...entry, servicePeriod, postingPeriod }));
}

/** Moves the money of finished entries into the posted counter and makes the charge of it. */
export function charged(
  scene: Pick<Scene, 'place' | 'moves' | 'context'>,
  reason: OutcomeReason,
  entries: readonly Entry[],
  detail: string | undefined,
): Charge {
  const { place, moves, context } = scene;
  postAll(place, moves, entries);
  // History that is only informed about reads counters as they stand and moves none.
  const counters = context.posting === 'none' ? [] : moves.changes();
  return { charged: true, reason, ...(detail === undefined ? {} : { detail }), entries, counters };
}

/** Entries without a posting period are in no statement. Runs of entries that go to one month are posted together. */
function postAll(place: Place, moves: CounterMoves, entries: readonly Entry[]): void {
  let start = 0;
  for (let end = 1; end <= entries.length; end += 1) {
    const month = monthKey(place, entries[start]);
    if (end < entries.length && monthKey(place, entries[end]) === month) continue;
    if (month !== undefined)
      postEntries(
        moves,
        place.posted,
        month,
        start === 0 && end === entries.length ? entries : entries.slice(start, end),
      );
    start = end;
  }
}

function monthKey({ account }: Place, entry: Entry | undefined): string | undefined {
  const month = entry?.postingPeriod;
  if (month === undefined || entry?.account === undefined || entry.account === account) return month;
  return `${month}|${entry.account}`;
}

export function uncharged(reason: OutcomeReason, detail: string): Uncharged {
  return { charged: false, reason, detail };
}
