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
  const isQuestion = /^Response (GroupCoordinator|DescribeGroups)\(/.test(log.message);
  return isQuestion && String(log.error).includes('coordinator');
}

const REPEAT_AFTER_MS = 30_000;

/** Tells whether a line was told a moment ago: kafkajs repeats itself with every retry while a broker is away. */
function newRepetition(): (entry: WireLogEntry) => boolean {
  const told = new Map<string, number>();
  return ({ namespace, log }) => {
    const now = performance.now();
    for (const [line, at] of told) if (now - at > REPEAT_AFTER_MS) told.delete(line);
    const line = `${namespace} ${log.message}`;
    if (told.has(line)) return true;
    told.set(line, now);
    return false;
  };
}

/** A line as fields and text. kafkajs's own stack leads nowhere and is told as debug only. */
function tell(entry: WireLogEntry, as: 'debug' | 'warn' | 'error', logger: KafkaLogger): void {
  const { message, timestamp: _, logger: __, stack, ...fields } = entry.log;
  const more = as === 'debug' && stack !== undefined ? { stack } : {};
  logger[as]({ part: `kafkajs.${entry.namespace}`, ...fields, ...more }, message);
}

/** Has kafkajs log through ours. */
export function logCreatorFor(logger: KafkaLogger): () => (entry: WireLogEntry) => void {
  const isRepeated = newRepetition();
  return () => (entry) => {
    const grave = entry.level === logLevel.ERROR || entry.level === logLevel.WARN;
    if (!grave || isFirstContact(entry) || isRepeated(entry)) tell(entry, 'debug', logger);
    else tell(entry, entry.level === logLevel.ERROR ? 'error' : 'warn', logger);
  };
}

/** For connections whose every error is thrown as a fault with its cause: kafkajs's own line would tell it twice. */
export function doubledLogCreatorFor(logger: KafkaLogger): () => (entry: WireLogEntry) => void {
  return () => (entry) => tell(entry, 'debug', logger);
}
