import type { Account, ApiKey, PriceRow, Project, Root } from '@suanpan/catalogue';

/** A root to be: its shard is given by the writer. */
export type NewRoot = Omit<Root, 'shard'>;

/**
 * What somebody wants changed. The writer adds what follows from it (the shard and the root account of a new root, the
 * state before) and refuses what must not change.
 */
export type ChangeRequest =
  | { readonly act: 'create'; readonly entity: 'root'; readonly value: NewRoot }
  | { readonly act: 'create'; readonly entity: 'account'; readonly value: Account }
  | { readonly act: 'create'; readonly entity: 'project'; readonly value: Project }
  | { readonly act: 'create'; readonly entity: 'key'; readonly value: ApiKey }
  | { readonly act: 'create'; readonly entity: 'priceRow'; readonly value: PriceRow }
  | { readonly act: 'change'; readonly entity: 'root'; readonly value: NewRoot }
  | { readonly act: 'change'; readonly entity: 'account'; readonly value: Account }
  | { readonly act: 'change'; readonly entity: 'project'; readonly value: Project }
  | { readonly act: 'change'; readonly entity: 'key'; readonly value: ApiKey }
  /** Ends a price row from the next revision on; what was rated before keeps its price. */
  | { readonly act: 'end'; readonly entity: 'priceRow'; readonly id: string };

/** One revision to be. */
export interface CommitRequest {
  /** Who wants it, e.g. an operator's name. */
  readonly actor: string;
  /** Why, for the people who read the log later. */
  readonly reason: string;
  readonly changes: readonly ChangeRequest[];
}

/** More changes than this go into several revisions, so that a record stays far below the topic's limit. */
export const CHANGES_PER_REVISION_MAX = 500;
