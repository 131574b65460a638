export { CHANGES_PER_REVISION_MAX, type ChangeRequest, type CommitRequest, type NewRoot } from './change-request.ts';
export { isTimeZone } from './check-shape.ts';
export { catalogueDataSource } from './data-source.ts';
export type { CatalogueState, EntityLookup } from './entity-lookup.ts';
export type { RevisionSummary } from './list-catalogue.ts';
export { type CatalogueHead, planRevision, type RevisionPlan } from './plan-revision.ts';
export { type PublishOptions, publishOutbox } from './publish-outbox.ts';
export type { VerifyReport } from './verify-catalogue.ts';
export { type CatalogueWriter, openCatalogueWriter, type WriterOptions } from './writer.ts';
