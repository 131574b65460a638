import { JobRoutes } from '../jobs/job-routes.ts';
import { BackfillRoutes } from './backfill-routes.ts';
import { ChargeRoutes } from './charge-routes.ts';
import { ClosingRoutes } from './closing-routes.ts';
import { CorrectionRoutes } from './correction-routes.ts';
import { DirectiveRoutes } from './directive-routes.ts';
import { PriceAgainRoutes } from './price-again-routes.ts';

/** Everything that moves money, in the order of the document. */
export const MONEY_CONTROLLERS = [
  ChargeRoutes,
  CorrectionRoutes,
  BackfillRoutes,
  ClosingRoutes,
  DirectiveRoutes,
  PriceAgainRoutes,
  JobRoutes,
];
