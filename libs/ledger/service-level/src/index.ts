export { type GovernedWindow, governedWindows } from './governed-windows.ts';
export { isServerFailure, SERVER_ERROR_TYPES, SERVER_STATUS_FROM } from './server-failure.ts';
export { percentText, type Share } from './share.ts';
export {
  type MeasuredPromise,
  type PromiseReason,
  type PromiseReport,
  type SlaDecision,
  type SlaInput,
  slaCredits,
} from './sla-credits.ts';
