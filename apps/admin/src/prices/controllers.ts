import { AliasRoutes } from './alias-routes.ts';
import { FxRoutes } from './fx-routes.ts';
import { LookUpRoutes } from './look-up-routes.ts';
import { MarkupRoutes } from './markup-routes.ts';
import { PriceRoutes } from './price-routes.ts';
import { ProposalRoutes } from './proposal-routes.ts';
import { SeriesRoutes } from './series-routes.ts';

/** Everything about prices that serves operations. */
export const PRICE_CONTROLLERS = [
  PriceRoutes,
  LookUpRoutes,
  MarkupRoutes,
  AliasRoutes,
  FxRoutes,
  SeriesRoutes,
  ProposalRoutes,
];
