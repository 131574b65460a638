/**
 * The billing months of a root as UTC instants, worked out from its zone once and stored: a new time-zone database, or a
 * new zone, never moves a month that has begun. Its id is the root's.
 */
export interface Calendar {
  readonly id: string;
  readonly root: string;
  /** The first month, `2025-01`. */
  readonly first: string;
  /** Starts of the months in order, and the end of the last one, epoch milliseconds; ascending. */
  readonly bounds: readonly number[];
}

/** One billing month: from inclusive, to exclusive. */
export interface Period {
  /** `2026-11`. */
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** The month an instant falls in; `undefined` outside the calendar. */
export function periodAt(calendar: Calendar, instant: number): Period | undefined {
  const { bounds } = calendar;
  let low = 0;
  let high = bounds.length - 1;
  if (high < 1 || instant < (bounds[0] ?? 0) || instant >= (bounds[high] ?? 0)) return undefined;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] ?? 0) <= instant) low = middle;
    else high = middle;
  }
  return periodNumber(calendar, low);
}

/** The month with an id; `undefined` outside the calendar. */
export function periodById(calendar: Calendar, id: string): Period | undefined {
  const first = monthNumber(calendar.first);
  const wanted = monthNumber(id);
  return first === undefined || wanted === undefined ? undefined : periodNumber(calendar, wanted - first);
}

/** The id of the month a number of months after another: `monthAfter('2026-11', 2)` is `2027-01`. */
export function monthAfter(id: string, months: number): string {
  const number = (monthNumber(id) ?? 0) + months;
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`;
}

function periodNumber({ first, bounds }: Calendar, number: number): Period | undefined {
  const [from, to] = [bounds[number], bounds[number + 1]];
  return from === undefined || to === undefined ? undefined : { id: monthAfter(first, number), from, to };
}

function monthNumber(id: string): number | undefined {
  const parts = MONTH.exec(id);
  return parts === null ? undefined : Number(parts[1]) * 12 + Number(parts[2]) - 1;
}
