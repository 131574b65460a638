import type { Calendar, EntityKind, EntityTypes, Root } from '@suanpan/catalogue';

/** A root to be: its shard is given by the writer. */
export type NewRoot = Omit<Root, 'shard'>;

/** A calendar to be made, or made anew for months that have not begun: its months are worked out by the writer. */
export type NewCalendar = Pick<Calendar, 'id' | 'root'>;

/** What a request says of an entity of a kind. */
export type RequestedValue<K extends EntityKind> = K extends 'root'
  ? NewRoot
  : K extends 'calendar'
    ? NewCalendar
    : EntityTypes[K];

/** Rows and versions that are appended, never changed. */
export type AppendedKind = 'priceRow' | 'plan';

interface Expectation {
  /** The revision that last changed the entity when it was read (`Catalogue.changedBy`); `version_conflict` for another. */
  readonly expect?: number;
}

/**
 * What somebody wants changed. The writer adds what follows from it (shard, account and calendar of a new root, the state
 * before) and refuses what must not change. An entity that ended keeps its id for ever.
 */
export type ChangeRequest = {
  [K in EntityKind]:
    | { readonly act: 'create'; readonly entity: K; readonly value: RequestedValue<K> }
    | (K extends AppendedKind
        ? never
        : { readonly act: 'change'; readonly entity: K; readonly value: RequestedValue<K> } & Expectation)
    | ({ readonly act: 'end'; readonly entity: K; readonly id: string } & Expectation);
}[EntityKind];

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

/** The id a request is about. */
export function requestedId(request: ChangeRequest): string {
  return request.act === 'end' ? request.id : request.value.id;
}
