import { StatementRoutes } from './statement-routes.ts';

/** Everything that tells what is owed, and what would be, in the order of the document. */
export const STATEMENT_CONTROLLERS = [StatementRoutes];
