export type { Log, LogBounds, LogRecord } from './log.ts';
