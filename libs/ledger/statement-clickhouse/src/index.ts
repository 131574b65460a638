export { type LedgerDaysScope, readLedgerDays } from './ledger-days.ts';
export {
  type LineOutcome,
  type LinePage,
  type LineScope,
  readLineOutcomes,
  streamLineOutcomes,
} from './line-outcomes.ts';
export { measureService, readPlanCharges, type ServiceScope } from './measure-service.ts';
export {
  checkClosing,
  countUnpricedCalls,
  type PostedRows,
  type PostedScope,
  readMarkedCalls,
  readPostedRows,
} from './read-statement.ts';
