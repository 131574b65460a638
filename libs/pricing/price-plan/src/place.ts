import type { Calendar, CatalogueView, Period, PlanAssignment } from '@suanpan/catalogue';
import { periodAt } from '@suanpan/catalogue';
import { closedCounter, postedCounter } from '@suanpan/charging';
import { creditsCounter } from './counter-names.ts';

/** Where an account stands: everything about charging it that does not depend on the single event. */
export interface Place {
  readonly root: string;
  readonly account: string;
  /** The account and everything above it. */
  readonly chain: readonly string[];
  readonly calendar: Calendar | undefined;
  /** Assignments of the chain, nearest account first; accounts without any are left out. */
  readonly assignments: readonly (readonly PlanAssignment[])[];
  /** Whether an account of the chain has a mark-up. */
  readonly hasMarkup: boolean;
  readonly closed: string;
  readonly posted: string;
  /** Counters of the chain's credits, nearest account first. */
  readonly credits: readonly string[];
  /** Every counter of money that a call from here may read. */
  readonly money: readonly string[];
}

/** A tree is not deeper than this; a longer way up is a circle. */
const DEPTH_MAX = 64;

// A view is one state of the catalogue for good, so that what follows from it is worked out once.
const places = new WeakMap<CatalogueView, Map<string, Place>>();

/** The place of an account in the tree of a root. */
export function placeOf(view: CatalogueView, root: string, account: string): Place {
  let ofView = places.get(view);
  if (ofView === undefined) {
    ofView = new Map();
    places.set(view, ofView);
  }
  const known = ofView.get(account);
  if (known !== undefined && known.root === root) return known;
  const place = newPlace(view, root, account);
  ofView.set(account, place);
  return place;
}

function newPlace(view: CatalogueView, root: string, account: string): Place {
  const chain = chainOf(view, root, account);
  const calendar = view.get('calendar', root);
  const credits = chain.map((id) => creditsCounter(root, id));
  const closed = closedCounter(root);
  const posted = postedCounter(root, account);
  return {
    root,
    account,
    chain,
    calendar,
    assignments: chain.map((id) => view.under('assignment', id)).filter((ofAccount) => ofAccount.length > 0),
    hasMarkup: chain.some((id) => view.under('markup', id).length > 0),
    closed,
    posted,
    credits,
    money: calendar === undefined ? credits : [closed, posted, ...credits],
  };
}

/** The account and its parents; it ends at the root, whatever the parents say. */
function chainOf(view: CatalogueView, root: string, account: string): string[] {
  const chain: string[] = [];
  for (let id: string | null = account; id !== null && id !== root && chain.length < DEPTH_MAX; ) {
    if (chain.includes(id)) break;
    chain.push(id);
    id = view.account(id)?.parent ?? null;
  }
  return [...chain, root];
}

// Most events fall into the month of the one before; remembering it changes cost, never meaning.
let lastPeriod: { readonly calendar: Calendar; readonly period: Period } | undefined;

/** The month of an instant by the calendar of the place; `undefined` without one, or outside it. */
export function servicePeriodOf(calendar: Calendar | undefined, instant: number | undefined): Period | undefined {
  if (calendar === undefined || instant === undefined) return undefined;
  if (lastPeriod?.calendar === calendar) {
    const { period } = lastPeriod;
    if (instant >= period.from && instant < period.to) return period;
  }
  const period = periodAt(calendar, instant);
  if (period !== undefined) lastPeriod = { calendar, period };
  return period;
}
