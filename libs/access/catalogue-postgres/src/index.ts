export {
  type AppendedKind,
  CHANGES_PER_REVISION_MAX,
  type ChangeRequest,
  type CommitRequest,
  type NewCalendar,
  type NewRoot,
  type RequestedValue,
} from './change-request.ts';
export type { CommitHooks } from './commit-planned.ts';
export { catalogueDataSource } from './data-source.ts';
export type { HistoryItem, HistoryOptions } from './entity-history.ts';
export { keepPublishing, type PublishingOptions } from './keep-publishing.ts';
export type { ListOptions } from './list-entities.ts';
export type { RevisionSummary } from './list-revisions.ts';
export type { PlanContext } from './plan-change.ts';
export {
  type CatalogueHead,
  type PlannedRevision,
  planRevision,
  planRevisions,
  type RevisionPlan,
} from './plan-revision.ts';
export { type PublishOptions, publishOutbox } from './publish-outbox.ts';
export type { VerifyReport } from './verify-catalogue.ts';
export { type CatalogueWriter, openCatalogueWriter, type WriterOptions } from './writer.ts';
