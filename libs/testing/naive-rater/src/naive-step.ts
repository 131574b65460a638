import type { CatalogueView } from '@suanpan/catalogue';
import type { Credit, Fee, ResultEvent, UsageEvent } from '@suanpan/facts';
import type { NaiveEntry } from './naive-entry.ts';

/** One fact in the order of the log, with the catalogue it was decided by. Numbers are those of outcomes. */
export type NaiveStep = {
  readonly seq: number;
  readonly view: CatalogueView;
} & (
  | { readonly kind: 'call'; readonly event: UsageEvent }
  | { readonly kind: 'result'; readonly result: ResultEvent }
  | { readonly kind: 'void'; readonly of: number }
  | { readonly kind: 'amend'; readonly of: number; readonly event: UsageEvent }
  | { readonly kind: 'fee'; readonly fee: Fee }
  | { readonly kind: 'credit'; readonly credit: Credit }
  | { readonly kind: 'close'; readonly root: string; readonly period: string }
);

/** What became of a step. Refused steps have no entries and change nothing. */
export interface NaiveOutcome {
  readonly step: NaiveStep;
  readonly isCharged: boolean;
  readonly entries: readonly NaiveEntry[];
  /** For a call: the component that an accepted result is charged by, and the assignment. */
  readonly opened?: { readonly component: string; readonly assignment: string; readonly plan: string };
  /** For a close: quantities that went over into the next period. */
  readonly carried?: readonly Carried[];
}

export interface Carried {
  readonly assignment: string;
  readonly component: string;
  readonly from: string;
  readonly to: string;
  readonly quantity: NaiveEntry['parts'][number]['quantity'];
}
