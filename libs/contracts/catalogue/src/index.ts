export type { Grant, Organisation, PaymentMethod, Person, Principal, Role } from './access.ts';
export type { Backfill } from './backfill.ts';
export { BUDGET_CLASSES, type Budget, type BudgetClass, type BudgetRule, type CallQuota } from './budget.ts';
export { newCalendar, rebuiltCalendar } from './build-calendar.ts';
export { type Calendar, monthAfter, type Period, periodAt, periodById } from './calendar.ts';
export { Catalogue, type CatalogueView, emptyView } from './catalogue.ts';
export { type FieldOf, isPlainText } from './check.ts';
export type { Account, AllowedModel, ApiKey, Project, Root } from './entities.ts';
export { entityFlaw } from './entity-flaw.ts';
export { grantKey, indexKey } from './entity-index.ts';
export { matcherFlaw } from './matcher-flaw.ts';
export { isNetwork } from './networks.ts';
export {
  type Band,
  type BandPrice,
  type Multiplier,
  type MultiplierCondition,
  PLAN_UNITS,
  type Plan,
  type PlanAssignment,
  type PlanComponent,
  type PlanUnit,
  type SeriesPoint,
  type SlaPromise,
  type UsageSelector,
} from './plan.ts';
export { planFlaw } from './plan-flaw.ts';
export type { FxRate, Markup, ModelAlias, ModelMatcher, PriceRow } from './price-row.ts';
export { priceRowFlaw } from './price-row-flaw.ts';
export {
  CATALOGUE_GENESIS,
  type Change,
  ENTITY_KINDS,
  type EntityKind,
  type EntityTypes,
  packRevision,
  packSealed,
  type Revision,
  type RevisionText,
  type SealedRevision,
  sealRevision,
  unpackRevision,
  unsealRevision,
} from './revision.ts';
export { soundEntities } from './sound-entities.ts';
