export { type CatalogueFollower, type FollowOptions, followCatalogue } from './follow-catalogue.ts';
