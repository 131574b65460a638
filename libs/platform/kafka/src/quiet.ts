import { logLevel } from 'kafkajs';
import { requestQueuePrototype, type WireLogEntry, type WireRequestQueue } from './kafkajs-parts.ts';

/** Where this library reports what is not an error of a call: the shape of a pino logger. */
export interface KafkaLogger {
  debug(fields: Record<string, unknown>, text: string): void;
  info(fields: Record<string, unknown>, text: string): void;
  warn(fields: Record<string, unknown>, text: string): void;
  error(fields: Record<string, unknown>, text: string): void;
}

/** Tells only warnings and errors, as JSON lines on standard error. */
export const plainKafkaLogger: KafkaLogger = {
  debug: () => {},
  info: () => {},
  warn: (fields, text) => console.error(JSON.stringify({ level: 'warn', ...fields, msg: text })),
  error: (fields, text) => console.error(JSON.stringify({ level: 'error', ...fields, msg: text })),
};

const CHECK_AGAIN_MS = 10;

/**
 * kafkajs computes the next look at a connection's waiting requests from a throttle time of -1, which gives a negative
 * timer: Node prints `TimeoutNegativeWarning`, and every connection that was ever used wakes up once a millisecond
 * for ever (tulios/kafkajs#1751). A queue without waiting requests needs no timer at all.
 */
export function scheduleWhatWaits(this: WireRequestQueue): void {
  if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
  const throttledMs = this.throttledUntil - Date.now();
  this.throttleCheckTimeoutId = setTimeout(
    () => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    },
    throttledMs > 0 ? throttledMs : CHECK_AGAIN_MS,
  );
}

requestQueuePrototype.scheduleCheckPendingRequests = scheduleWhatWaits;

/** The first contact with a cluster that never had a group: the coordinator's topic is being made, kafkajs asks again. */
function isFirstContact({ log }: WireLogEntry): boolean {
  return log.message.startsWith('Response GroupCoordinator(') && String(log.error).includes('coordinator');
}

function passOn(entry: WireLogEntry, logger: KafkaLogger, asDebug: boolean): void {
  const { message, timestamp: _, logger: __, ...fields } = entry.log;
  const named = { part: `kafkajs.${entry.namespace}`, ...fields };
  if (asDebug || isFirstContact(entry)) logger.debug(named, message);
  else if (entry.level === logLevel.ERROR) logger.error(named, message);
  else if (entry.level === logLevel.WARN) logger.warn(named, message);
  else logger.debug(named, message);
}

/** Has kafkajs log through ours. */
export function logCreatorFor(logger: KafkaLogger): () => (entry: WireLogEntry) => void {
  return () => (entry) => passOn(entry, logger, false);
}

/** For connections whose every error is thrown as a fault with its cause: kafkajs's own line would tell it twice. */
export function doubledLogCreatorFor(logger: KafkaLogger): () => (entry: WireLogEntry) => void {
  return () => (entry) => passOn(entry, logger, true);
}
