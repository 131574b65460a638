import { BudgetStatusRoutes } from './budget-routes.ts';
import { ReconcileRoutes } from './reconcile-routes.ts';
import { StatementRoutes } from './statement-routes.ts';
import { WhatIfRoutes } from './what-if-routes.ts';

/** Everything that tells what is owed, and what would be, in the order of the document. */
export const STATEMENT_CONTROLLERS = [StatementRoutes, ReconcileRoutes, WhatIfRoutes, BudgetStatusRoutes];
