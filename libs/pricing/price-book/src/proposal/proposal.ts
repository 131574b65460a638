import type { PriceRow } from '@suanpan/catalogue';
import type { SkippedPrice } from '../feed-import.ts';

/** What a feed says, as it goes into a proposal. Feeds come in the order in which they are believed. */
export interface ProposedFeed {
  /** The book of its rows. */
  readonly feed: string;
  readonly version: string;
  readonly rows: readonly PriceRow[];
  readonly skipped: readonly SkippedPrice[];
}

/** A price before and after, for a time; null times are open. */
export interface PriceStep {
  readonly from: number | null;
  readonly to: number | null;
  /** Id of the row that stands, null where none holds. */
  readonly before: string | null;
  /** Id of the feed's row. */
  readonly after: string;
  /** By how many percent the price changes; null where none says it, such as from 0 or from nothing. */
  readonly percent: string | null;
}

/**
 * A series of prices (one leaf of one model under one set of conditions) that a feed says otherwise than it stands. `artefact`: what
 * the feed says is a damaged number; accepted, such usage waits instead of being billed by it.
 */
export interface WritingLine {
  readonly kind: 'new' | 'changed' | 'artefact';
  readonly id: string;
  readonly steps: readonly PriceStep[];
  /** Every row of the series that stands, and every one the feed gives. */
  readonly standing: readonly PriceRow[];
  readonly feed: readonly PriceRow[];
}

/** What is shown, and never written. */
export type ShownLine =
  /** It stands and the feed no longer says it: a feed forgets, a bill does not. */
  | { readonly kind: 'vanished'; readonly id: string; readonly standing: readonly PriceRow[] }
  /** What stands will agree with the feed from an instant on, because that was accepted before. */
  | { readonly kind: 'scheduled'; readonly id: string; readonly from: number; readonly standing: readonly PriceRow[] }
  /**
   * Two books price the same usage. The first row's book is believed, because it stands or comes before; the second row is
   * not proposed. Equal prices are only counted.
   */
  | {
      readonly kind: 'conflicting';
      readonly id: string;
      readonly rows: readonly [PriceRow, PriceRow];
      readonly percent: string | null;
      readonly why: string;
    }
  | ({ readonly kind: 'skipped'; readonly id: string; readonly feed: string } & SkippedPrice);

export type ProposalLine = WritingLine | ShownLine;

/** What an import would change, for people to decide on. */
export interface Proposal {
  /** A digest of what is proposed: the same feeds against the same rows give the same id. */
  readonly id: string;
  /** When it was worked out, epoch milliseconds. */
  readonly at: number;
  readonly feeds: readonly { readonly feed: string; readonly version: string }[];
  /** Changes by more than so many percent need a second person. Decimal text. */
  readonly thresholdPercent: string;
  readonly lines: readonly ProposalLine[];
  /** How many series are as they stand. */
  readonly unchanged: number;
  /** How many series of a book that is not believed say the same as the one that is. */
  readonly agreeing: number;
}

/** Tells a line that would be written from one that is only shown. */
export function isWriting(line: ProposalLine): line is WritingLine {
  return line.kind === 'new' || line.kind === 'changed' || line.kind === 'artefact';
}
