import { AssignmentRoutes } from './assignment-routes.ts';
import { PlanRoutes } from './plan-routes.ts';
import { PreviewRoutes } from './preview-routes.ts';

/** Everything about plans that serves operations. */
export const PLAN_CONTROLLERS = [PlanRoutes, AssignmentRoutes, PreviewRoutes];
