export { Catalogue, type CatalogueView } from './catalogue.ts';
export type { Account, ApiKey, Project, Root } from './entities.ts';
export type { ModelMatcher, PriceRow } from './price-row.ts';
export {
  CATALOGUE_GENESIS,
  type Change,
  type EntityKind,
  type EntityTypes,
  packRevision,
  packSealed,
  type Revision,
  type RevisionText,
  type SealedRevision,
  sealRevision,
  unpackRevision,
} from './revision.ts';
