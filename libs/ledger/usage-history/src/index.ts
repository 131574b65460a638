export type { Grain, HistoryScope } from './history-query.ts';
export { type HistoryOptions, historySpan, readHistory } from './read-history.ts';
