import type { CatalogueView } from '@suanpan/catalogue';
import type { Credit, Fee, ResultEvent, UsageEvent } from '@suanpan/facts';
import type { NaiveEntry } from './naive-entry.ts';

/** One fact in the order of the log, with the catalogue it was decided by. Numbers are those of outcomes. */
export type NaiveStep = {
  readonly seq: number;
  readonly view: CatalogueView;
  /** History for information: it is stated nowhere, and nothing that comes later depends on it. */
  readonly isInformational?: boolean;
} /** `of`: the outcome that counted the call, where a price became known only later. */ & (
  | { readonly kind: 'call'; readonly event: UsageEvent; readonly of?: number }
  /** `of`: the outcome of the result itself, where it had to wait for its call. */
  | { readonly kind: 'result'; readonly result: ResultEvent; readonly of?: number }
  | { readonly kind: 'void'; readonly of: number }
  | { readonly kind: 'amend'; readonly of: number; readonly event: UsageEvent }
  /** The list prices of today for what was charged before. */
  | { readonly kind: 'again'; readonly of: number }
  | { readonly kind: 'fee'; readonly fee: Fee }
  | { readonly kind: 'credit'; readonly credit: Credit }
  | { readonly kind: 'close'; readonly root: string; readonly period: string }
);

/** What became of a step. Refused steps have no entries and change nothing. */
export interface NaiveOutcome {
  readonly step: NaiveStep;
  readonly isCharged: boolean;
  readonly entries: readonly NaiveEntry[];
  /** For a result that is refused because its call is not open for one. */
  readonly isWithoutCall?: boolean;
  /** For a call: the plan it was charged by, and the assignment. */
  readonly under?: Under;
  /** For a call: the component that an accepted result is charged by. */
  readonly opened?: Under & { readonly component: string };
  /** For a close: quantities that went over into the next period. */
  readonly carried?: readonly Carried[];
}

export interface Under {
  readonly assignment: string;
  readonly plan: string;
}

/** An outcome before it is told of which step. */
export type Decided = Omit<NaiveOutcome, 'step'>;

export const REFUSED: Decided = { isCharged: false, entries: [] };

export interface Carried {
  readonly assignment: string;
  readonly component: string;
  readonly from: string;
  readonly to: string;
  readonly quantity: NaiveEntry['parts'][number]['quantity'];
}
